/** The notes beside the answers: reading them back, and correcting mistakes. */
import { refOf } from '../../page/refs.ts'
import type { ClientDocument, Note } from '../../records/model.ts'
import { change } from '../../turn/change.ts'
import type { TurnContext } from '../../turn/context.ts'
import { changeAnyRun } from '../../turn/finished.ts'
import type { Next } from '../../turn/outcome.ts'
import { peopleOf } from '../../turn/people.ts'
import type { ReplyOf } from '../../turn/reply.ts'
import { clientFor, readOnlyMark } from '../../turn/rights.ts'

/** A note with the run it was written in. */
interface Found {
  note: Note
  run?: { id: string; conversation: string }
}

/** The counsellor's own private notes are included, others' are not: the records see to that. */
async function notesOf(ctx: TurnContext, client: ClientDocument): Promise<Found[]> {
  const found: Found[] = client.notes.map((note) => ({ note }))
  for (const { id, conversation, notes } of client.runs) found.push(...notes.map((note) => ({ note, run: { id, conversation } })))
  for (const { id, conversation } of client.finished) {
    const { notes } = await ctx.records.finishedRun(ctx.user, client.id, id)
    found.push(...notes.map((note) => ({ note, run: { id, conversation } })))
  }
  return found.toSorted((a, b) => b.note.at.localeCompare(a.note.at))
}

export async function notesReply(ctx: TurnContext, client: ClientDocument): Promise<ReplyOf<'notes'>> {
  const found = await notesOf(ctx, client)
  const people = await peopleOf(
    ctx,
    found.map(({ note }) => note.by),
  )
  return {
    view: 'notes',
    client: refOf(client),
    notes: found.map(({ note, run }) => ({
      id: note.id,
      text: note.text,
      at: note.at,
      by: people.get(note.by) ?? { id: '' },
      private: note.private,
      run,
    })),
    discreet: ctx.counsellor.discreet,
    ...readOnlyMark(ctx, client),
  }
}

/** Where a note is, if this counsellor may see it. */
export async function placeOf(ctx: TurnContext, client: string, note: string): Promise<Found | undefined> {
  return (await notesOf(ctx, await clientFor(ctx, client, 'write'))).find((one) => one.note.id === note)
}

/** Ids kept of notes that were taken out. */
const MOST_OUT = 200

/**
 * Changes the notes in the place where one was found, which may be a finished conversation's file by the time it is written.
 * @param at `out`: the note that this takes out
 */
export async function changeNotes(
  ctx: TurnContext,
  { client, run, out }: Pick<Found, 'run'> & { client: string; out?: string },
  edit: (notes: Note[]) => Note[],
  led: Next,
): Promise<Next> {
  const takeOut = (draft: ClientDocument): void => {
    if (out !== undefined) draft.notesOut = [...(draft.notesOut ?? []), out].slice(-MOST_OUT)
  }
  if (run)
    return changeAnyRun(ctx, { client, run: run.id }, (file) => {
      file.run.notes = edit(file.run.notes)
      takeOut(file.draft)
      return led
    })
  return change(ctx, client, ({ draft }) => {
    draft.notes = edit(draft.notes)
    takeOut(draft)
    return led
  })
}
