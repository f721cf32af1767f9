/** A run step by step: answering, moving about, detours, pausing, ending. */
import { z } from 'zod'
import { LIMITS } from '../../../content/limits.ts'
import { position, visibleSteps } from '../../../engine/engine.ts'
import type { Input } from '../../../engine/session.ts'
import { refOf } from '../../../page/refs.ts'
import type { ClientDocument, Run } from '../../../records/model.ts'
import { changeRun, ended, NotInProgress } from '../../../turn/change.ts'
import { inView, type TurnContext } from '../../../turn/context.ts'
import { Field, Id, inBoxes, inRun, inVisit, Line, perhaps } from '../../../turn/data.ts'
import { changesRun, runs, shows } from '../../../turn/feature.ts'
import { openAgreements } from '../../../turn/file/digest.ts'
import { phaseOf } from '../../../turn/file/phase.ts'
import { definitionOf, runRef } from '../../../turn/file/runs.ts'
import { guideReply } from '../../../turn/guide.ts'
import { type Next, next, type Outcome, type Shown } from '../../../turn/outcome.ts'
import { play } from '../../../turn/play.ts'
import { before, type ReplyOf } from '../../../turn/reply.ts'
import { clientFor, readOnlyMark } from '../../../turn/rights.ts'
import { formAt, overtaken } from '../correct/answer-form.ts'
import { editRun, saved, typedLater } from '../correct/edit-run.ts'
import { answerIn, fromBoxes, keepAnswer, wasAnswer } from './answers.ts'
import { noticeOf, whereLed } from './led.ts'
import type { OpenRun } from './open-run.ts'
import { moreReply, stepReply } from './step-reply.ts'
import { answerMark, stampAt, standingAt, typedAt, type VisitIds } from './visits.ts'

const steps = inRun.extend({ step: Id.optional() })

export const actions = {
  answer: changesRun({
    right: 'write',
    did: 'answered',
    words: 'client',
    data: inBoxes,
    form: formAt,
    most: LIMITS.text,
    // What was typed beside “skip” would be an answer all the same.
    beside: { except: ['skip'], keep: keepAnswer },
    inRun: (ctx, data, file) => answerIn(ctx, file, data.visit, fromBoxes(ctx, file.run, data)),
    // The run was finished meanwhile: correct the answer in its file.
    finished(ctx, data) {
      ctx.action = { ...ctx.action, did: 'answer changed' }
      return editRun(ctx, data, (file) => saved(ctx, file, data))
    },
  }),
  skip: changesRun({
    right: 'write',
    did: 'conversation skip',
    data: inVisit,
    inRun: (ctx, { visit }, file) => move(ctx, file, { type: 'skip', visit }),
  }),
  /** `visit`: whose card was tapped. It moves only from there, because a second tap would go back twice. */
  back: changesRun({
    right: 'write',
    did: 'conversation back',
    data: inRun.extend({ visit: Id.optional() }),
    inRun: (ctx, { visit }, file) => move(ctx, file, { type: 'back' }, visit),
  }),
  jump: changesRun({
    right: 'write',
    did: 'conversation jump',
    data: inRun.extend({ step: Id }),
    inRun: (ctx, { step }, file) => move(ctx, file, { type: 'jump', step }),
  }),
  support: changesRun({
    right: 'write',
    did: 'conversation support',
    data: inRun,
    inRun: (ctx, _data, file) => move(ctx, file, { type: 'support' }),
  }),
  return: changesRun({
    right: 'write',
    did: 'conversation return',
    data: inRun,
    inRun: (ctx, _data, file) => move(ctx, file, { type: 'return' }),
  }),
  pause: changesRun({
    right: 'write',
    did: 'conversation paused',
    data: inRun,
    inRun: (ctx, _data, file) => ({ ...move(ctx, file, { type: 'pause' }), closed: { notice: { key: 'paused' } } }),
  }),
  /** Ends it before its last step; asks first. */
  finish: changesRun({
    right: 'write',
    did: 'conversation finish',
    data: inRun,
    confirm: { what: 'endConversation', back: ({ client, run }) => ({ action: 'conversation.resume', data: { client, run } }) },
    inRun: (ctx, _data, file) => move(ctx, file, { type: 'finish' }),
  }),
  crisis: runs({ right: 'anyone', data: perhaps, run: crisisPlan }),
  /** `mark`: of the answer that stood there when it was offered. Where another one does now, both are shown first. */
  'was-answer': runs({
    right: 'write',
    did: 'answered',
    words: 'client',
    data: inVisit.extend({ text: Line.min(1), opened: Field, mark: Field }),
    run: takeAsAnswer,
  }),
  /**
   * Resumes where it stopped, days or a restart later. A run that is not paused is only shown, and nothing is written. Readers get what was
   * said. `welcome`: they come back, perhaps to a run that was still in view.
   */
  'conversation.resume': shows({
    right: 'read',
    look: true,
    did: 'conversation resumed',
    data: inRun.extend({ welcome: z.literal('yes').optional() }),
    show: resume,
  }),
  /** Where the run is now. */
  'conversation.here': shows({
    right: 'write',
    data: inRun,
    show: (ctx, ids, client) => here(ctx, client, inProgress(client, ids.run)),
  }),
  /** The run is finished: what was agreed, and what fits next. */
  'conversation.closed': shows({
    right: 'write',
    data: inRun,
    show: (ctx, ids, client) => ({ replies: [closedReply(ctx, client, ids.run)] }),
  }),
  more: shows({
    right: 'write',
    data: steps,
    show: (ctx, ids, client) => ({ replies: [moreReply(ctx, client, inProgress(client, ids.run))] }),
  }),
  overview: shows({
    right: 'write',
    data: steps,
    show: (ctx, ids, client) => ({ replies: [overviewReply(ctx, client, inProgress(client, ids.run))] }),
  }),
}

/** The word as the answer it was; once the run is finished, in its file. */
async function takeAsAnswer(
  ctx: TurnContext,
  { text, opened, mark, ...ids }: VisitIds & { text: string; opened?: string; mark?: string },
): Promise<Outcome> {
  // One offered before the mark was: only what somebody else wrote is asked about.
  const isSame = (run: Run) => (mark ? mark === answerMark(run, ids.visit) : (stampAt(run, ids.visit)?.by ?? ctx.user) === ctx.user)
  const meant = (run: Run) => typedAt(ctx, run, { visit: ids.visit, typed: text, base: standingAt(run, ids.visit) })
  const asked = await overtaken(ctx, ids, isSame, meant)
  if (asked) return asked
  try {
    return await changeRun(ctx, ids, (file) => wasAnswer(ctx, file, { visit: ids.visit, text, opened: opened === 'yes' }))
  } catch (error) {
    if (!(error instanceof NotInProgress) || !error.finished) throw error
    ctx.action = { ...ctx.action, did: 'answer changed' }
    return editRun(ctx, ids, (file) => typedLater(ctx, file, ids.visit, text))
  }
}

/** Moves that also resume a paused run: tapping one means coming back. */
const WAKING = new Set<Input['type']>(['skip', 'back', 'jump', 'return'])

/** Plays an input that only moves. @param from the visit whose card was tapped, for moves that a second tap would repeat */
function move(ctx: TurnContext, file: OpenRun, input: Input, from?: string): Next {
  const { run } = file
  const woken = run.session.status === 'paused' && WAKING.has(input.type) ? play(ctx, run, { type: 'resume' }) : []
  if (from && from !== run.session.visit) return { ...whereLed(ctx, file, woken), notice: { key: 'alreadyDone' } }
  return whereLed(ctx, file, [...woken, ...play(ctx, run, input)])
}

/**
 * The crisis plan on request; a run waits meanwhile. The plan is shown whatever else goes wrong: a problem with the file is reported when
 * the file is opened.
 */
async function crisisPlan(ctx: TurnContext, { client, run }: { client?: string; run?: string }): Promise<Outcome> {
  const plan: Shown = { replies: [guideReply(ctx.content, 'crisis')], alarm: 'shown' }
  if (!client) return plan
  if (!run) {
    const file = await clientFor(ctx, client, 'read').catch(() => undefined)
    return file ? { ...plan, replies: [guideReply(ctx.content, 'crisis', { client: file })] } : plan
  }
  try {
    ctx.action = { ...ctx.action, right: 'write' }
    const led = await changeRun(ctx, { client, run }, (file) => move(ctx, file, { type: 'crisis' }), 'conversation crisis')
    const file = ctx.files.get(client)
    if (!file) return led
    // Nothing is read any more that could fail.
    const { replies, ...at } = here(ctx, file, inProgress(file, run))
    return { ...at, replies: replies.map((reply) => ({ ...reply, before: led.notice })) }
  } catch {
    return plan
  }
}

/** Shows a run that is at a step; anything else (a pause, a detour, a step that no longer exists) is resumed with a write. */
async function resume(
  ctx: TurnContext,
  { client: id, run: runId, welcome }: { client: string; run: string; welcome?: 'yes' },
  client: ClientDocument,
): Promise<Outcome> {
  const ids = { client: id, run: runId }
  if (readOnlyMark(ctx, client).readOnly) return next('digest', ids)
  const stayed = inView(ctx)?.run === runId && welcome === undefined
  const run = client.runs.find((one) => one.id === runId)
  const { status, detour, step } = run?.session ?? {}
  if (run && status === 'running' && !detour && definitionOf(ctx, run).byStep.has(step ?? '')) {
    const { replies, ...at } = here(ctx, client, run)
    return { ...at, replies: replies.map((reply) => before(stayed ? undefined : 'resumed', reply)) }
  }
  return changeRun(ctx, ids, (file) => takeUp(ctx, file, stayed ? undefined : 'resumed'))
}

/** @param notice what to say if there is nothing else to say */
export function takeUp(ctx: TurnContext, file: OpenRun, notice: 'resumed' | 'alreadyDone' | undefined): Next {
  const events = file.run.session.status === 'paused' ? play(ctx, file.run, { type: 'resume' }) : []
  const led = whereLed(ctx, file, events)
  return { ...led, closed: undefined, notice: noticeOf(events) ?? (notice ? { key: notice } : undefined) }
}

/** The run's current step, or the pause or detour it waits in. */
function here(ctx: TurnContext, client: ClientDocument, run: Run): Shown {
  const { detour, status } = run.session
  const focus = { client: client.id, run: run.id }
  if (detour)
    return {
      replies: [guideReply(ctx.content, detour, { client, run })],
      focus,
      alarm: detour === 'crisis' ? 'shown' : undefined,
    }
  if (status === 'paused') return { replies: [pausedReply(ctx, client, run)], focus: { ...focus, away: true } }
  return { replies: [stepReply(ctx, client, run)], focus }
}

/** The page of a paused run. */
function pausedReply(ctx: TurnContext, client: ClientDocument, run: Run): ReplyOf<'paused'> {
  const at = position(definitionOf(ctx, run), run.session)
  return { view: 'paused', client: refOf(client), run: runRef(run), ...at, discreet: ctx.counsellor.discreet }
}

/** @throws NotInProgress if it is not among the finished runs */
function closedReply(ctx: TurnContext, client: ClientDocument, id: string): ReplyOf<'closed'> {
  const line = client.finished.find((one) => one.id === id)
  if (!line) throw new NotInProgress(false)
  // The conversation that fits the client's phase, if it is a different one.
  const following = phaseOf(ctx, client)?.conversation
  return {
    view: 'closed',
    client: refOf(client),
    run: runRef(line),
    agreements: openAgreements(client),
    country: client.country,
    discreet: ctx.counsellor.discreet,
    next: following === line.conversation ? undefined : following,
  }
}

/** The run with this id, in progress. @throws NotInProgress */
function inProgress(client: ClientDocument, id: string): Run {
  const run = client.runs.find((one) => one.id === id)
  if (!run) throw ended(client, id)
  return run
}

function overviewReply(ctx: TurnContext, client: ClientDocument, run: Run): ReplyOf<'overview'> {
  const bySection = Map.groupBy(visibleSteps(definitionOf(ctx, run), run.session), ({ section }) => section)
  const sections = [...bySection].map(([id, visible]) => ({
    id,
    steps: visible.map(({ step }) => ({ id: step.id, state: stateOf(run, step.id) })),
  }))
  return {
    view: 'overview',
    client: refOf(client),
    country: client.country,
    run: runRef(run),
    sections,
    discreet: ctx.counsellor.discreet,
  }
}

function stateOf(run: Run, step: string): 'answered' | 'skipped' | 'open' | 'here' {
  if (run.session.step === step) return 'here'
  const outcomes = run.session.trail.filter((visit) => visit.step === step).map((visit) => visit.outcome)
  if (outcomes.includes('answered')) return 'answered'
  return outcomes.includes('skipped') ? 'skipped' : 'open'
}
