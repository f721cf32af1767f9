/** A counsellor's private notes, which nobody else gets unless the box for it was ticked. */
import type { ClientDocument, FinishedRun, Note, Run, UserKey } from './model.ts'
import { type AnyPart, partsVisibleTo, type Viewer } from './part.ts'

const isTheirs = (note: Note, user: UserKey): boolean => note.by === user || note.passedTo === user

const shown = (notes: Note[], to: Viewer): Note[] =>
  notes.filter((note) => !note.private || to === 'all' || (to !== undefined && isTheirs(note, to)))

/** The notes somebody writes back, with the private notes of others, which they were not shown, put back in. */
export const withHidden = (written: Note[], before: Note[], writer: UserKey): Note[] =>
  [...written, ...before.filter((note) => note.private && !isTheirs(note, writer))].toSorted((a, b) => a.at.localeCompare(b.at))

const runFor = <T extends Run>(run: T, to: Viewer): T => ({ ...run, notes: shown(run.notes, to) })

/** The document as this viewer may see it. */
export const withoutPrivate = (parts: readonly AnyPart[], document: ClientDocument, to?: Viewer): ClientDocument => ({
  ...document,
  notes: shown(document.notes, to),
  runs: document.runs.map((run) => runFor(run, to)),
  parts: partsVisibleTo(parts, document, to),
})

export const runWithoutPrivate = (run: FinishedRun, to?: Viewer): FinishedRun => runFor(run, to)

const hasPrivate = (run: Run, of: UserKey): boolean => run.notes.some((note) => note.private && isTheirs(note, of))

/** What a handover does to the private notes of the one who hands over: passed on if ticked, otherwise removed. */
export interface Passing {
  from: UserKey
  to: UserKey
  ticked: boolean
}

const passed = (notes: Note[], { from, to, ticked }: Passing): Note[] =>
  notes.flatMap((note) => {
    if (!note.private || !isTheirs(note, from)) return [note]
    return ticked ? [{ ...note, passedTo: to }] : []
  })

export const passOn = (parts: readonly AnyPart[], document: ClientDocument, passing: Passing): ClientDocument => ({
  ...document,
  notes: passed(document.notes, passing),
  runs: document.runs.map((run) => ({ ...run, notes: passed(run.notes, passing) })),
  // Parts of features unknown to this version go along as they are.
  parts: passing.ticked ? document.parts : { ...document.parts, ...partsVisibleTo(parts, document, passing.to) },
})

/** @returns undefined if the conversation has no such notes */
export const runPassedOn = (run: FinishedRun, passing: Passing): FinishedRun | undefined =>
  hasPrivate(run, passing.from) ? { ...run, notes: passed(run.notes, passing) } : undefined
