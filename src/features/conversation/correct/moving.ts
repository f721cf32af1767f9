/** What was recorded by mistake moves to where it belongs: an answer or a whole conversation, to another client. */

import { advance } from '../../../engine/engine.ts'
import type { AnswerValue } from '../../../engine/session.ts'
import { inWords } from '../../../engine/texts.ts'
import type { ClientDocument, FinishedRun, Note, Run } from '../../../records/model.ts'
import { NoAccess } from '../../../records/records.ts'
import { before, type Outcome, RunGone, say, type TurnContext, unknownAction } from '../../../turn/context.ts'
import { changing, handledIn } from '../../../turn/record.ts'
import { clientFor } from '../../../turn/rights.ts'
import { conversationNs } from '../../../turn/texts.ts'
import { clientView } from '../../client/reply.ts'
import { clientList } from '../../home/home.ts'
import { anyRun, type RunIds } from '../walk/conversations.ts'
import { factsOf } from '../walk/play.ts'
import { definitionOf } from '../walk/step-reply.ts'
import type { VisitIds } from '../walk/visits.ts'
import { removeAnswer } from './corrections.ts'

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

/** The words of an answer as one note: what was chosen in the counsellor's language, what stood in separate boxes line by line. */
function wordsOf(ctx: TurnContext, conversation: string, step: string, value: AnswerValue): string {
  const steps = ctx.content.sentences[ctx.language][conversationNs(conversation)]?.steps
  const texts = typeof steps === 'object' ? steps[step] : undefined
  const nameOf = (group: string, id: string): string => {
    const names = typeof texts === 'object' ? texts[group] : undefined
    return String((typeof names === 'object' && names[id]) || id)
  }
  return inWords(value, nameOf).filter(Boolean).join('\n')
}

/**
 * Moves one answer to another client of the same counsellor: into the conversation of the same kind in progress there, at the same step if
 * that step was walked and holds nothing yet, otherwise as a note. The target is written first: a crash between leaves it twice, never nowhere.
 */
export async function moveAnswer(ctx: TurnContext, ids: VisitIds, to: string | undefined, query: string): Promise<Outcome> {
  if (!to) return whereTo(ctx, ids, query)
  if (to === ids.client) return { replies: [unknownAction()] }
  const target = await targetOf(ctx, ids.client, to)
  const { client, run } = await anyRun(ctx, ids)
  const handled = handledIn(ctx, client)
  if (handled) return handled
  const given = Object.hasOwn(run.session.answers, ids.visit) ? run.session.answers[ids.visit] : undefined
  if (!given?.value)
    return { replies: [say('refused.no-answer', undefined, [{ action: 'answers', data: { client: client.id, run: run.id } }])] }
  const value = given.value
  if (target.consent.state !== 'given' && run.mode !== 'prepare') return refusedMove(to)
  await changing(ctx, to, 'answer moved here', (draft) => {
    const same = draft.runs.find((one) => one.conversation === run.conversation && one.mode === run.mode)
    const visit = same?.session.trail.findLast((one) => one.step === given.step && !Object.hasOwn(same.session.answers, one.id))
    const stamp = { by: ctx.user, at: ctx.now().toISOString() }
    const placed = same && visit ? placeAnswer(ctx, same, visit.id, value, stamp) : false
    const note: Note = { id: ctx.records.newId(), text: wordsOf(ctx, run.conversation, given.step, value), step: given.step, ...stamp }
    if (!placed && note.text) (same ?? draft).notes.push(note)
    return { replies: [] }
  })
  return removeAnswer(ctx, ids, true, 'moved')
}

async function whereTo(ctx: TurnContext, ids: RunIds & { visit?: string }, query: string): Promise<Outcome> {
  await clientFor(ctx, ids.client, 'write')
  return clientList(ctx, query, ids)
}

function placeAnswer(ctx: TurnContext, run: Run, visit: string, value: AnswerValue, stamp: { by: string; at: string }): boolean {
  // At the step where it stands the answer would walk the other conversation on, unseen.
  if (visit === run.session.visit && run.session.status === 'running' && !run.session.detour) return false
  const paused = run.session.status === 'paused'
  const definition = definitionOf(ctx, run.conversation)
  const { session, events } = advance(definition, run.session, { type: 'answer', visit, value })
  if (events.some((event) => event.type === 'refused' || event.type === 'entered' || event.type === 'finished')) return false
  run.session = paused ? advance(definition, session, { type: 'pause' }).session : session
  run.stamps[visit] = [...(run.stamps[visit] ?? []), stamp]
  return true
}

const refusedMove = (to: string): Outcome => ({
  replies: [say('moveNeedsConsent', undefined, [{ action: 'client.open', data: { client: to } }])],
})

/** Whether a conversation holds anything that its client said. */
const holdsWords = (run: Run): boolean =>
  run.mode !== 'prepare' && (run.notes.length > 0 || Object.values(run.session.answers).some((answer) => answer.value))

/** Moves a whole conversation, in progress or finished, with its notes and agreements. The target is written first. */
export async function moveRun(ctx: TurnContext, ids: RunIds, to: string | undefined, query: string): Promise<Outcome> {
  if (!to) return whereTo(ctx, ids, query)
  if (to === ids.client) return { replies: [unknownAction()] }
  const target = await targetOf(ctx, ids.client, to)
  const handled = handledIn(ctx, target)
  const moved = async (): Promise<Outcome> => ({
    replies: [before('moved', clientView(ctx, await ctx.records.client(ctx.user, to)))],
    focus: { client: to, away: true },
    closed: { notice: { key: 'moved' } },
    forget: true,
  })
  const source = await ctx.records.client(ctx.user, ids.client)
  if (handled && ![...source.runs, ...source.finished].some((one) => one.id === ids.run)) return moved()
  const { client, run, finished } = await anyRun(ctx, ids)
  if (target.consent.state !== 'given' && holdsWords(run)) return refusedMove(to)
  const agreements = client.agreements.filter((one) => one.run === run.id)
  const line = client.finished.find((one) => one.id === run.id)
  // As it lies in the file: colleagues’ private notes, which are not shown here, go along.
  const whole = finished
    ? run
    : await ctx.records.changeClient(ctx.user, ids.client, (draft) => draft.runs.find((one) => one.id === run.id) ?? run)
  await changing(ctx, to, 'conversation moved here', (draft, tools) => {
    const known = [...draft.runs, ...draft.finished].some((one) => one.id === run.id)
    if (known) return { replies: [] }
    draft.agreements.push(...agreements)
    if (finished && line) {
      draft.finished.push(line)
      tools.finish({ ...(run as FinishedRun), client: to })
      return { replies: [] }
    }
    // Which steps are shown depends on the client it now belongs to.
    const { session } = advance(definitionOf(ctx, run.conversation), whole.session, { type: 'facts', facts: factsOf(draft) })
    draft.runs.push({ ...whole, session })
    return { replies: [] }
  })
  await takeOut(ctx, ids, 'conversation moved away')
  return moved()
}

function takeOut(ctx: TurnContext, ids: RunIds, did: string): Promise<Outcome> {
  return changing(ctx, ids.client, did, (draft, tools) => {
    const finished = draft.finished.some((one) => one.id === ids.run)
    if (!finished && !draft.runs.some((one) => one.id === ids.run)) throw new RunGone(draft.id, ids.run)
    draft.runs = draft.runs.filter((one) => one.id !== ids.run)
    draft.finished = draft.finished.filter((one) => one.id !== ids.run)
    draft.agreements = draft.agreements.filter((one) => one.run !== ids.run)
    // Retries of the turns that showed these words must not bring them back.
    draft.handled = []
    if (finished) tools.discard(ids.run)
    return {
      replies: [before('removed', clientView(ctx, draft))],
      focus: { client: draft.id, away: true },
      closed: { notice: { key: 'removed' } },
      forget: true,
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
