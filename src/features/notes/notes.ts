/** A loose note, at any moment. */
import type { ClientDocument, Note, Run } from '../../records/model.ts'
import type { Change } from '../../records/records.ts'
import { before, type Outcome, say, type TurnContext } from '../../turn/context.ts'
import { changing } from '../../turn/record.ts'
import type { Reply } from '../../turn/replies.ts'
import { clientFor } from '../../turn/rights.ts'
import { editRun } from '../conversation/correct/edit-run.ts'
import { anyRun } from '../conversation/walk/conversations.ts'
import { play, whereNow } from '../conversation/walk/play.ts'
import { runRef } from '../conversation/walk/step-reply.ts'

export interface NoteIds {
  client?: string
  run?: string
  step?: string
  /** Of the form: a second tap on it is the same note. */
  note?: string
}

interface Written {
  text: string
  id?: string
  private?: boolean
}

const LONGEST = 10_000

/** Whose file a note belongs to where the card does not say: the one that is open. */
const clientOf = (ctx: TurnContext, ids: NoteIds): NoteIds =>
  ids.client ? ids : { ...ids, client: ctx.counsellor.focus?.client, run: ctx.counsellor.focus?.run }

export async function noteForm(ctx: TurnContext, asked: NoteIds): Promise<Outcome> {
  const ids = clientOf(ctx, asked)
  if (!ids.client) return { replies: [say('noteNeedsClient', undefined, [{ action: 'clients', data: {} }])] }
  const client = await clientFor(ctx, ids.client, 'write')
  const run = client.runs.find((one) => one.id === ids.run)
  const form: Reply = {
    view: 'note-form',
    client: { id: client.id, alias: client.alias },
    note: ctx.records.newId(),
    discreet: ctx.counsellor.discreet,
    ...(run ? { run: runRef(run) } : {}),
  }
  return { replies: [form] }
}

/** Without consent only what the counsellor prepares may be written down: a note could hold the client's words. */
const mayNote = (client: ClientDocument, run: Run | undefined): boolean => client.consent.state === 'given' || run?.mode === 'prepare'

/** Writes a note into the file. @returns the line that says what happened */
function write(ctx: TurnContext, draft: ClientDocument, run: Run | undefined, { text, id, private: hidden }: Written): string {
  if (!mayNote(draft, run)) return 'nothingKept'
  const place = run ?? draft
  const own = (note: Note) => note.id === id && note.by === ctx.user
  const earlier = place.notes.find(own)
  if (earlier && earlier.text === text && Boolean(earlier.private) === Boolean(hidden)) return 'alreadyDone'
  const note: Note = {
    id: id ?? ctx.records.newId(),
    text,
    by: ctx.user,
    at: ctx.now().toISOString(),
    ...(hidden ? { private: true as const } : {}),
    ...(run ? { step: run.session.step } : {}),
  }
  place.notes = [...place.notes.filter((one) => !own(one)), note]
  return hidden ? 'noteSavedPrivate' : 'noteSaved'
}

/** A note in a conversation in progress; words of crisis bring the plan up and let it wait. */
export function keepNote(ctx: TurnContext, draft: ClientDocument, run: Run, tools: Change, written: Written): Outcome {
  const key = write(ctx, draft, run, written)
  if (ctx.alarm.found && key !== 'alreadyDone') play(ctx, run, { type: 'crisis' })
  const outcome = whereNow(ctx, draft, run, tools, [])
  return {
    ...outcome,
    replies: [...personalIn(ctx, draft, run, key, written), ...outcome.replies.map((reply) => before(key, reply))],
    closed: { notice: { key } },
  }
}

/** A kind word where a telephone number ... was written down. */
function personalIn(ctx: TurnContext, draft: ClientDocument, run: Run | undefined, key: string, { text, id }: Written): Reply[] {
  const { count } = ctx.personal(text)
  if (!count || !id || !key.startsWith('noteSaved')) return []
  return [say('personalData', { count }, [{ action: 'note.mask', data: { client: draft.id, ...(run ? { run: run.id } : {}), note: id } }])]
}

export async function saveNote(ctx: TurnContext, asked: NoteIds, text: string, hidden: boolean): Promise<Outcome> {
  const ids = clientOf(ctx, asked)
  const typed = text.trim()
  if (!ids.client) return noteForm(ctx, asked)
  if (!typed) return { replies: (await noteForm(ctx, ids)).replies.map((reply) => before('noteEmpty', reply)) }
  if (typed.length > LONGEST) return { replies: [say('tooLong', { count: LONGEST })] }
  const written: Written = { text: typed, private: hidden, id: ids.note ?? ctx.records.newId() }
  return changing(ctx, ids.client, 'note', (draft, tools) => {
    const run = draft.runs.find((one) => one.id === ids.run)
    if (run) return keepNote(ctx, draft, run, tools, written)
    const key = write(ctx, draft, undefined, written)
    const told = say(key, undefined, [
      { action: 'notes', data: { client: draft.id } },
      { action: 'client.open', data: { client: draft.id } },
    ])
    return { replies: [...personalIn(ctx, draft, undefined, key, written), told], closed: { notice: { key } } }
  })
}

const isMine = (ctx: TurnContext, note: Note): boolean => !note.private || note.by === ctx.user || note.passedTo === ctx.user

/** Masks the personal details in a note. */
export const maskNote = (ctx: TurnContext, ids: { client: string; run?: string; note: string }): Promise<Outcome> =>
  changeNote(ctx, ids, 'note masked', 'masked', (notes, own) =>
    notes.map((one) => (own(one) ? { ...one, text: ctx.personal(one.text).masked } : one)),
  )

async function changeNote(
  ctx: TurnContext,
  { client, run, note }: { client: string; run?: string; note: string },
  did: string,
  done: string,
  change: (notes: Note[], own: (note: Note) => boolean) => Note[],
): Promise<Outcome> {
  const own = (one: Note) => one.id === note && isMine(ctx, one)
  const edit = (place: { notes: Note[] }): string => {
    if (!place.notes.some(own)) return 'noteGone'
    place.notes = change(place.notes, own)
    return done
  }
  // What is kept for a retry holds no note: a private one is for nobody else.
  const said = (key: string): Outcome => ({
    replies: [say(key, undefined, [{ action: 'notes', data: { client } }])],
    closed: { notice: { key } },
    forget: true,
  })
  const finished = run ? (await anyRun(ctx, { client, run })).finished : false
  if (run && finished) {
    let key = done
    const inRun = (_draft: ClientDocument, one: Run) => {
      key = edit(one)
      return { key }
    }
    await editRun(ctx, { client, run }, did, inRun, { forget: true })
    return said(key)
  }
  return changing(ctx, client, did, (draft) => {
    const key = edit(draft.runs.find((one) => one.id === run) ?? draft)
    draft.handled = []
    return said(key)
  })
}
