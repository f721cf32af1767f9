/** A loose note, at any moment. */
import type { ClientDocument, Note, Run } from '../records/model.ts'
import { type Outcome, say, type TurnContext } from './context.ts'
import { play, whereNow } from './play.ts'
import { changing } from './record.ts'
import { clientFor } from './rights.ts'
import { runRef } from './step-view.ts'

export interface NoteIds {
  client?: string
  run?: string
  step?: string
}

const LONGEST = 10_000

/** Whose file a note belongs to where the card does not say: the one that is open. */
const clientOf = (ctx: TurnContext, ids: NoteIds): NoteIds =>
  ids.client ? ids : { client: ctx.counsellor.focus?.client, run: ctx.counsellor.focus?.run }

export async function noteForm(ctx: TurnContext, asked: NoteIds): Promise<Outcome> {
  const ids = clientOf(ctx, asked)
  if (!ids.client) return { replies: [say('noteNeedsClient', undefined, [{ action: 'clients', data: {} }])] }
  const client = await clientFor(ctx, ids.client, 'write')
  const run = client.runs.find((one) => one.id === ids.run)
  return { replies: [{ view: 'note-form', client: { id: client.id, alias: client.alias }, ...(run ? { run: runRef(run) } : {}) }] }
}

/** Without consent only what the counsellor prepares may be written down: a note could hold the client's words. */
const mayNote = (client: ClientDocument, run: Run | undefined): boolean => client.consent.state === 'given' || run?.mode === 'prepare'

export async function saveNote(ctx: TurnContext, asked: NoteIds, text: string, hidden: boolean): Promise<Outcome> {
  const ids = clientOf(ctx, asked)
  const typed = text.trim()
  if (!ids.client) return noteForm(ctx, asked)
  if (!typed) return { replies: [say('refused.empty')] }
  if (typed.length > LONGEST) return { replies: [say('tooLong', { count: LONGEST })] }
  return changing(ctx, ids.client, 'note', (draft, tools) => {
    const run = draft.runs.find((one) => one.id === ids.run)
    const kept = mayNote(draft, run)
    const note: Note = {
      id: ctx.records.newId(),
      text: typed,
      by: ctx.user,
      at: ctx.now().toISOString(),
      ...(hidden ? { private: true as const } : {}),
      ...(run ? { step: run.session.step } : {}),
    }
    if (kept) (run ?? draft).notes.push(note)
    const key = kept ? (hidden ? 'noteSavedPrivate' : 'noteSaved') : 'nothingKept'
    const closed = { notice: { key } }
    if (!run) return { replies: [say(key, undefined, [{ action: 'client.open', data: { client: draft.id } }])], closed }
    if (ctx.alarm.found) play(ctx, run, { type: 'crisis' })
    const outcome = whereNow(ctx, draft, run, tools, [])
    return { ...outcome, replies: outcome.replies.map((reply) => ({ ...reply, before: { key } })), closed }
  })
}
