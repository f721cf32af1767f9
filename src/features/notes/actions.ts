import { z } from 'zod'
import { trimmed } from '../../content/fold.ts'
import { refOf } from '../../page/refs.ts'
import type { Note } from '../../records/model.ts'
import { change, handledIn } from '../../turn/change.ts'
import { clientHere, type TurnContext } from '../../turn/context.ts'
import { Field, Id, inClient, perhaps } from '../../turn/data.ts'
import { runs, shows } from '../../turn/feature.ts'
import { NOTE_OUTCOMES, type NoteOutcome, noteId, noteOf, personalInNote, type Written, writeNote } from '../../turn/file/notes.ts'
import { runRef } from '../../turn/file/runs.ts'
import { next, type Outcome, type Shown, told } from '../../turn/outcome.ts'
import { play } from '../../turn/play.ts'
import { before, type ReplyOf, say } from '../../turn/reply.ts'
import { clientFor } from '../../turn/rights.ts'
import { changeNotes, notesReply, placeOf } from './note-list.ts'

export const actions = {
  note: runs({ right: 'write', data: perhaps, run: noteForm }),
  'note.save': runs({
    right: 'write',
    did: 'note',
    // A note may contain the client's words.
    words: 'client',
    data: perhaps.extend({ text: Field, private: Field, note: Id.optional() }),
    async form(ctx, asked) {
      const [reply] = (await noteForm(ctx, asked)).replies
      return reply?.view === 'note-form' ? { reply } : undefined
    },
    run: saveNote,
  }),
  notes: shows({
    right: 'read',
    look: true,
    data: inClient,
    show: async (ctx, _data, client) => ({ replies: [await notesReply(ctx, client)] }),
  }),
  'note.remove': runs({
    right: 'write',
    did: 'note removed',
    data: inClient.extend({ note: Id }),
    // Asks first; then the words leave the file.
    confirm: {
      what: 'removeNote',
      danger: true,
      back: ({ client }) => ({ action: 'notes', data: { client } }),
      // About one that is gone there is nothing to ask.
      when: async ({ client, note }, _client, ctx) => (await placeOf(ctx, client, note)) !== undefined,
    },
    async run(ctx, { client, note }) {
      const place = await placeOf(ctx, client, note)
      if (!place) return noteGone(client)
      const without = (notes: Note[]) => notes.filter((one) => one.id !== note)
      return changeNotes(ctx, { client, ...place, out: note }, without, next('notes', { client }, told('removed')))
    },
  }),
  /** Masks the personal details in a note. */
  'note.mask': runs({
    right: 'write',
    did: 'note masked',
    data: z.object({ client: Id, run: Id.optional(), note: Id }),
    async run(ctx, { client, note }) {
      const place = await placeOf(ctx, client, note)
      if (!place) return { ...noteGone(client), closed: { notice: { key: 'noteGone' } } }
      const masked = (notes: Note[]) => notes.map((one) => (one.id === note ? { ...one, text: ctx.personal(one.text).masked } : one))
      return changeNotes(
        ctx,
        { client, ...place },
        masked,
        next('note.told', { client, told: 'masked' }, { closed: { notice: { key: 'masked' } } }),
      )
    },
  }),
  /** One line that says what happened to a note, with where to go next. */
  'note.told': shows({
    right: 'write',
    data: inClient.extend({ told: z.enum(['masked', ...NOTE_OUTCOMES]) }),
    show: (_ctx, { client, told }) => ({ replies: [toldOf(client, told)] }),
  }),
}

const noteGone = (client: string): Shown => ({ replies: [say('noteGone', undefined, [{ action: 'notes', data: { client } }])] })

const toldOf = (client: string, told: 'masked' | NoteOutcome): ReplyOf<'notice'> =>
  say(told, undefined, [
    { action: 'notes', data: { client } },
    ...(told === 'masked' ? [] : [{ action: 'client.open' as const, data: { client } }]),
  ])

interface NoteIds {
  client?: string
  run?: string
  /** The id the form carried: saving the same form twice makes one note. */
  note?: string
}

/** Whose file a note belongs to: the one on the card, otherwise the open one. */
function fileOf(ctx: TurnContext, { client, run }: NoteIds): { client?: string; run?: string } {
  return client ? { client, run } : (clientHere(ctx) ?? {})
}

/** The note's id. Opening the form again on a retry gives the same id. */
const idOfForm = ({ user, turn }: TurnContext): string => noteId('note', user, turn.chat.id, turn.id)

async function noteForm(ctx: TurnContext, asked: NoteIds): Promise<Shown> {
  const ids = fileOf(ctx, asked)
  if (!ids.client) return { replies: [say('noteNeedsClient', undefined, [{ action: 'clients', data: {} }])] }
  const client = await clientFor(ctx, ids.client, 'write')
  const run = client.runs.find((one) => one.id === ids.run)
  const form: ReplyOf<'note-form'> = {
    view: 'note-form',
    client: refOf(client),
    note: asked.note ?? idOfForm(ctx),
    discreet: ctx.counsellor.discreet,
    run: run && runRef(run),
  }
  return { replies: [form] }
}

async function saveNote(ctx: TurnContext, asked: NoteIds & { text?: string; private?: string }): Promise<Outcome> {
  const { client, run: runId } = fileOf(ctx, asked)
  const typed = trimmed(asked.text ?? '')
  if (!client) return noteForm(ctx, asked)
  if (!typed) {
    const { replies } = await noteForm(ctx, { ...asked, client, run: runId })
    return {
      replies: replies.map((reply) => ({ ...before('noteEmpty', reply), filled: { boxes: { private: asked.private ?? 'false' } } })),
    }
  }
  const given: Written = { text: typed, private: asked.private === 'true', id: asked.note ?? ctx.records.newId() }
  const met = asked.note === undefined ? undefined : await meeting(ctx, { client, run: runId }, given)
  if (met === 'alreadyDone') return next('note.told', { client, told: met }, { closed: { notice: { key: met } } })
  if (met) {
    // Saved again it is a new note, with an id of its own.
    const { replies } = await noteForm(ctx, { client, run: met === 'noteRunGone' ? undefined : runId })
    const boxes = { text: typed, private: String(given.private) }
    return { replies: replies.map((reply) => ({ ...before(met, reply), filled: { boxes } })) }
  }
  return change(ctx, client, (file) => {
    const run = file.draft.runs.find((one) => one.id === runId)
    const written = noteOf(ctx, file, run, given)
    const outcome = writeNote(ctx, file, run, written)
    const lines = personalInNote(ctx, { client, run: run?.id }, outcome, written)
    const closed = { notice: { key: outcome } }
    if (!run) return next('note.told', { client, told: outcome }, { lines, closed })
    // Words of crisis bring up the plan; the run waits.
    if (ctx.alarm.tier === 1 && outcome !== 'alreadyDone') play(ctx, run, { type: 'crisis' })
    return next('conversation.here', { client, run: run.id }, { notice: { key: outcome }, lines, closed })
  })
}

/**
 * What an old card meets that would not be noticed where the note is written: it was taken out since, or its conversation is finished or no
 * longer here.
 */
async function meeting(
  ctx: TurnContext,
  { client, run }: { client: string; run?: string },
  { id, text }: Written,
): Promise<'alreadyDone' | 'noteTakenOut' | 'noteRunGone' | undefined> {
  const file = await clientFor(ctx, client, 'write')
  if (handledIn(ctx, file)) return undefined
  const isOver = run !== undefined && !file.runs.some((one) => one.id === run)
  const ids = [id, noteId(id, text)]
  const out = ids.some((one) => file.notesOut?.includes(one))
  for (const one of isOver || out ? ids : []) {
    const there = (await placeOf(ctx, client, one))?.note.text
    if (there === text || there === ctx.personal(text).masked) return 'alreadyDone'
  }
  if (out) return 'noteTakenOut'
  return isOver && !file.finished.some((one) => one.id === run) ? 'noteRunGone' : undefined
}
