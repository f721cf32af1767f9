/** What was recorded by mistake moves to where it belongs: an answer or a whole conversation, to another client. */

import { advance } from '../engine/engine.ts'
import type { AnswerValue } from '../engine/session.ts'
import type { ClientDocument, FinishedRun, Note, Run } from '../records/model.ts'
import { NoAccess } from '../records/records.ts'
import { removeAnswer, textsIn, type VisitIds } from './answers.ts'
import { clientView } from './clients.ts'
import { type Outcome, say, type TurnContext } from './context.ts'
import { anyRun, type RunIds } from './conversations.ts'
import { clientList } from './home.ts'
import { changing } from './record.ts'
import { clientFor } from './rights.ts'
import { definitionOf } from './step-view.ts'

/**
 * Where to move something to, for somebody who may take out of the one file and write in the other. What leaves the sight of a file's owner is moved by the owner.
 * @throws NoAccess
 */
async function targetOf(ctx: TurnContext, from: string, to: string): Promise<ClientDocument> {
  const target = await clientFor(ctx, to, 'write')
  const source = await clientFor(ctx, from, 'write')
  if (source.owner !== target.owner && source.owner !== ctx.user) throw new NoAccess()
  return target
}

/** The words of an answer as one note: what stood in separate boxes, line by line. */
const wordsOf = (value: AnswerValue): string =>
  [value.date ?? '', value.number === undefined ? '' : String(value.number), ...textsIn(value)].filter(Boolean).join('\n')

/**
 * Moves one answer to another client of the same counsellor: into the conversation of the same kind in progress there, at the same step if
 * that step was walked and holds nothing yet, otherwise as a note. The target is written first: a crash between leaves it twice, never nowhere.
 */
export async function moveAnswer(ctx: TurnContext, ids: VisitIds, to: string | undefined, query: string): Promise<Outcome> {
  if (!to) return whereTo(ctx, ids, query)
  const target = await targetOf(ctx, ids.client, to)
  const { run } = await anyRun(ctx, ids)
  const given = run.session.answers[ids.visit]
  if (!given?.value) return { replies: [say('refused.no-answer')] }
  const value = given.value
  if (target.consent.state !== 'given') return refusedMove(to)
  await changing(ctx, to, 'answer moved here', (draft) => {
    const same = draft.runs.find((one) => one.conversation === run.conversation && one.mode === run.mode)
    const visit = same?.session.trail.findLast((one) => one.step === given.step && !same.session.answers[one.id])
    const stamp = { by: ctx.user, at: ctx.now().toISOString() }
    const placed = same && visit ? placeAnswer(ctx, same, visit.id, value, stamp) : false
    const note: Note = { id: ctx.records.newId(), text: wordsOf(value), step: given.step, ...stamp }
    if (!placed && note.text) (same ?? draft).notes.push(note)
    return { replies: [] }
  })
  const outcome = await removeAnswer(ctx, ids, true)
  return {
    ...outcome,
    replies: outcome.replies.map((reply) => ({ ...reply, before: { key: 'moved' } })),
    closed: { notice: { key: 'moved' } },
  }
}

async function whereTo(ctx: TurnContext, ids: RunIds & { visit?: string }, query: string): Promise<Outcome> {
  await clientFor(ctx, ids.client, 'write')
  return clientList(ctx, query, ids)
}

function placeAnswer(ctx: TurnContext, run: Run, visit: string, value: AnswerValue, stamp: { by: string; at: string }): boolean {
  const { session, events } = advance(definitionOf(ctx, run.conversation), run.session, { type: 'answer', visit, value })
  if (events.some((event) => event.type === 'refused')) return false
  run.session = session
  run.stamps[visit] = [...(run.stamps[visit] ?? []), stamp]
  return true
}

const refusedMove = (to: string): Outcome => ({
  replies: [say('moveNeedsConsent', undefined, [{ action: 'client.open', data: { client: to } }])],
})

/** Moves a whole conversation, in progress or finished, with its notes and agreements. The target is written first. */
export async function moveRun(ctx: TurnContext, ids: RunIds, to: string | undefined, query: string): Promise<Outcome> {
  if (!to) return whereTo(ctx, ids, query)
  const target = await targetOf(ctx, ids.client, to)
  const { client, run, finished } = await anyRun(ctx, ids)
  if (target.consent.state !== 'given' && client.consent.state === 'given') return refusedMove(to)
  const agreements = client.agreements.filter((one) => one.run === run.id)
  const line = client.finished.find((one) => one.id === run.id)
  await changing(ctx, to, 'conversation moved here', (draft, tools) => {
    const known = [...draft.runs, ...draft.finished].some((one) => one.id === run.id)
    if (known) return { replies: [] }
    draft.agreements.push(...agreements)
    if (finished && line) {
      draft.finished.push(line)
      tools.finish({ ...(run as FinishedRun), client: to })
    } else draft.runs.push(run)
    return { replies: [] }
  })
  await takeOut(ctx, ids, 'conversation moved away')
  return {
    replies: [{ ...clientView(ctx, await ctx.records.client(ctx.user, to)), before: { key: 'moved' } }],
    focus: { client: to, away: true },
  }
}

function takeOut(ctx: TurnContext, ids: RunIds, did: string): Promise<Outcome> {
  return changing(ctx, ids.client, did, (draft, tools) => {
    const finished = draft.finished.some((one) => one.id === ids.run)
    draft.runs = draft.runs.filter((one) => one.id !== ids.run)
    draft.finished = draft.finished.filter((one) => one.id !== ids.run)
    draft.agreements = draft.agreements.filter((one) => one.run !== ids.run)
    // Retries of the turns that showed these words must not bring them back.
    draft.handled = []
    if (finished) tools.discard(ids.run)
    return {
      replies: [{ ...clientView(ctx, draft), before: { key: 'removed' } }],
      focus: { client: draft.id, away: true },
      closed: { notice: { key: 'removed' } },
    }
  })
}

/** Deletes a conversation recorded by mistake; asks first. */
export async function removeRun(ctx: TurnContext, ids: RunIds, sure: boolean): Promise<Outcome> {
  if (sure) return takeOut(ctx, ids, 'conversation removed')
  await clientFor(ctx, ids.client, 'write')
  const cancel = { action: 'answers', data: { ...ids } }
  return { replies: [{ view: 'confirm', what: 'removeRun', action: 'run.remove', data: { ...ids, sure: 'yes' }, cancel }] }
}
