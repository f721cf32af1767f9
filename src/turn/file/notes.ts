/** A note beside the answers: in the file, or in a conversation in progress. */
import { hash } from 'node:crypto'
import type { Note, Run } from '../../records/model.ts'
import type { OpenFile } from '../change.ts'
import type { TurnContext } from '../context.ts'
import { type ReplyOf, say } from '../reply.ts'

export interface Written {
  text: string
  /** The id the form carried: saving the same form twice makes one note. */
  id: string
  private?: boolean
}

/** The line that says what became of a note. */
export const NOTE_OUTCOMES = ['nothingKept', 'alreadyDone', 'noteSaved', 'noteSavedPrivate'] as const
export type NoteOutcome = (typeof NOTE_OUTCOMES)[number]

/** The same id for the same parts: 22 characters of base64url, like all our ids. */
export const noteId = (...parts: string[]): string => hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22)

/**
 * What a note form makes. A card saved again with other words makes a second note: the first stays, and a number that was masked in it does
 * not come back. From a card of before boxes were marked, the words are a better wording of the same note, as they were then.
 */
export function noteOf(ctx: TurnContext, { draft }: OpenFile, run: Run | undefined, written: Written): Written {
  const { id, text } = written
  const earlier = (run ?? draft).notes.find((note) => note.id === id && note.by === ctx.user)
  if (!earlier || earlier.text === text) return written
  if (earlier.text === ctx.personal(text).masked) return { ...written, text: earlier.text }
  if (!ctx.form) return written
  return { ...written, id: noteId(id, text) }
}

/**
 * Writes a note into the file, if what is said may be kept. Writing the same note again changes nothing.
 * @returns the key of the line that says what happened
 */
export function writeNote(ctx: TurnContext, { draft, keeps }: OpenFile, run: Run | undefined, written: Written): NoteOutcome {
  if (!keeps(run)) return 'nothingKept'
  const { text, id, private: hidden } = written
  const place: { notes: Note[] } = run ?? draft
  const own = (note: Note) => note.id === id && note.by === ctx.user
  const earlier = place.notes.find(own)
  if (earlier && earlier.text === text && Boolean(earlier.private) === Boolean(hidden)) return 'alreadyDone'
  const note: Note = {
    id,
    text,
    by: ctx.user,
    at: ctx.now().toISOString(),
    private: hidden ? true : undefined,
    step: run?.session.step,
  }
  place.notes = [...place.notes.filter((one) => !own(one)), note]
  return hidden ? 'noteSavedPrivate' : 'noteSaved'
}

/** A friendly warning when the note contains a telephone number or the like, with a button to mask it. */
export function personalInNote(
  ctx: TurnContext,
  place: { client: string; run?: string },
  outcome: NoteOutcome,
  { text, id }: Written,
): ReplyOf<'notice'>[] {
  const { count } = ctx.personal(text)
  if (!count || !outcome.startsWith('noteSaved')) return []
  return [say('personalData', { count }, [{ action: 'note.mask', data: { ...place, note: id } }])]
}
