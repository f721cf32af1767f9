/** What was noted beside the answers: to read back, and to take out what was noted by mistake. */
import { rightOf } from '../../records/access.ts'
import type { Note } from '../../records/model.ts'
import { before, type Outcome, say, type TurnContext } from '../../turn/context.ts'
import { peopleOf } from '../../turn/people.ts'
import { changing } from '../../turn/record.ts'
import type { Reply } from '../../turn/replies.ts'
import { clientFor, seen } from '../../turn/rights.ts'

/** Notes of a client, with the conversation they were written in. Private ones only where they are the counsellor's own: the records see to that. */
async function notesOf(ctx: TurnContext, id: string): Promise<{ note: Note; run?: { id: string; conversation: string } }[]> {
  const client = await ctx.records.client(ctx.user, id)
  const found: { note: Note; run?: { id: string; conversation: string } }[] = client.notes.map((note) => ({ note }))
  for (const run of client.runs) found.push(...run.notes.map((note) => ({ note, run: { id: run.id, conversation: run.conversation } })))
  for (const line of client.finished) {
    const { notes } = await ctx.records.finishedRun(ctx.user, id, line.id)
    found.push(...notes.map((note) => ({ note, run: { id: line.id, conversation: line.conversation } })))
  }
  return found.toSorted((a, b) => b.note.at.localeCompare(a.note.at))
}

export async function showNotes(ctx: TurnContext, id: string): Promise<Outcome> {
  const client = await seen(ctx, id)
  const found = await notesOf(ctx, id)
  const people = await peopleOf(
    ctx,
    found.map(({ note }) => note.by),
  )
  const reply: Reply = {
    view: 'notes',
    client: { id, alias: client.alias },
    notes: found.map(({ note, run }) => ({
      id: note.id,
      text: note.text,
      at: note.at,
      by: people.get(note.by) ?? { id: '' },
      ...(note.private ? { private: true } : {}),
      ...(run ? { run } : {}),
    })),
    discreet: ctx.counsellor.discreet,
    ...(rightOf(client, ctx.user) === 'read' ? { readOnly: true } : {}),
  }
  return { replies: [reply] }
}

/** Asks first; then the words leave the file. */
export async function removeNote(ctx: TurnContext, id: string, note: string, sure: boolean): Promise<Outcome> {
  await clientFor(ctx, id, 'write')
  const found = (await notesOf(ctx, id)).find((one) => one.note.id === note)
  if (!found) return { replies: [say('noteGone', undefined, [{ action: 'notes', data: { client: id } }])] }
  if (!sure) {
    const cancel = { action: 'notes', data: { client: id } }
    return { replies: [{ view: 'confirm', what: 'removeNote', action: 'note.remove', data: { client: id, note, sure: 'yes' }, cancel }] }
  }
  const { run } = found
  const inFile = (await ctx.records.client(ctx.user, id)).finished.some((line) => line.id === run?.id)
  const copy = inFile && run ? await ctx.records.finishedRun(ctx.user, id, run.id) : undefined
  const without = (notes: Note[]) => notes.filter((one) => one.id !== note)
  await changing(ctx, id, 'note removed', (draft, tools) => {
    draft.notes = without(draft.notes)
    for (const one of draft.runs) one.notes = without(one.notes)
    if (copy) tools.rewrite({ ...copy, notes: without(copy.notes) })
    // Retries of the turn that wrote it must not bring it back.
    draft.handled = []
    return { replies: [] }
  })
  const { replies } = await showNotes(ctx, id)
  return { replies: replies.map((reply) => before('removed', reply)), closed: { notice: { key: 'removed' } }, forget: true }
}
