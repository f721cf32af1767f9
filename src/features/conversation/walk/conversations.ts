/** A conversation from its start to its end: the form, the opening, moving about, detours, the summary. */
import { MODES, type Mode } from '../../../content/schema.ts'
import { start, visibleSteps } from '../../../engine/engine.ts'
import type { Input } from '../../../engine/session.ts'
import type { ClientDocument, FinishedRun, Run } from '../../../records/model.ts'
import { before, type Outcome, RunGone, say, type TurnContext, today, unknownAction } from '../../../turn/context.ts'
import { digestOf, openAgreements } from '../../../turn/file/digest.ts'
import { talksFit } from '../../../turn/file/phase.ts'
import { changing } from '../../../turn/record.ts'
import type { ConversationAbout, Reply } from '../../../turn/replies.ts'
import { clientFor, reading, seen } from '../../../turn/rights.ts'
import { conversationNs, itemRefs } from '../../../turn/texts.ts'
import { conversationCard } from './closing.ts'
import { cleanAbout, newRun } from './new-run.ts'
import { answersView, digestView, factsOf, play, whereNow, withRun } from './play.ts'
import { conversationOf, definitionOf, moreView, runRef, stepView } from './step-reply.ts'

export interface RunIds {
  client: string
  run: string
}
/** Asks how it will be held, when, where, with whom. For one that was begun, or finished: to change these. */
export async function conversationForm(ctx: TurnContext, ids: { client: string; conversation?: string; run?: string }): Promise<Outcome> {
  const client = await clientFor(ctx, ids.client, 'write')
  const { run } = ids.run ? await anyRun(ctx, { client: ids.client, run: ids.run }) : { run: undefined }
  const id = run?.conversation ?? ids.conversation
  const conversation = id ? ctx.content.conversations.get(id) : undefined
  if (!conversation || !id) return { replies: [unknownAction()] }
  if (!run && !talksFit(ctx, client))
    return { replies: [say('noConversationFits', undefined, [{ action: 'client.open', data: { client: client.id } }])] }
  const values = run
    ? { date: run.date, place: run.place, present: run.present, interpreter: run.interpreter, mode: run.mode }
    : { date: today(ctx), place: '', present: '', interpreter: '', mode: 'afterwards' as Mode }
  const form: Reply = {
    view: 'conversation-form',
    client: { id: client.id, alias: client.alias },
    country: client.country,
    conversation: id,
    modes: run ? [run.mode] : [...MODES],
    values,
    ...(run ? { run: run.id } : {}),
    moments: itemRefs(ctx.content, conversationNs(id), 'moments', conversation.moments, () => true),
    consent: client.consent.state,
    discreet: ctx.counsellor.discreet,
  }
  return { replies: [form], focus: { client: client.id, ...(run ? { run: run.id } : {}), away: true } }
}

/** Starts it; one of the same kind and mode that is still in progress is taken up again instead. */
export async function startConversation(
  ctx: TurnContext,
  ids: { client: string; conversation: string },
  mode: Mode,
  about: Partial<ConversationAbout>,
): Promise<Outcome> {
  const former = await formerRun(ctx, ids)
  return changing(ctx, ids.client, 'conversation started', (draft) => {
    if (!talksFit(ctx, draft))
      return { replies: [say('noConversationFits', undefined, [{ action: 'client.open', data: { client: draft.id } }])] }
    const open = draft.runs.find((one) => one.conversation === ids.conversation && one.mode === mode)
    if (open) return takeUp(ctx, draft, open, inView(ctx, open.id) ? 'alreadyDone' : 'resumed')
    // Preparing again goes on from what was chosen before.
    const { session } = start(definitionOf(ctx, ids.conversation), factsOf(draft), mode, draft.prepared[ids.conversation])
    const run = newRun(ctx, session, cleanAbout(about))
    draft.runs = [...draft.runs, run]
    return {
      replies: [openingView(ctx, draft, run, former), stepView(ctx, draft, run)],
      focus: { client: draft.id, run: run.id },
      closed: { notice: { key: 'started' } },
    }
  })
}

/** The conversation finished last with this client: its summary opens the next one (TP, E: samenvatting als basis). */
async function formerRun(ctx: TurnContext, ids: { client: string }): Promise<FinishedRun | undefined> {
  const client = await ctx.records.client(ctx.user, ids.client)
  const last = client.finished.at(-1)
  return last ? ctx.records.finishedRun(ctx.user, client.id, last.id) : undefined
}

function openingView(ctx: TurnContext, client: ClientDocument, run: Run, former: FinishedRun | undefined): Reply {
  const conversation = conversationOf(ctx, run.conversation)
  const ns = conversationNs(run.conversation)
  const preparing = run.mode === 'prepare'
  return {
    view: 'opening',
    client: { id: client.id, alias: client.alias },
    country: client.country,
    run: runRef(run),
    goals: itemRefs(ctx.content, ns, 'goals', conversation.goals, () => true),
    attention: preparing ? itemRefs(ctx.content, ns, 'attention', conversation.attention, () => true) : [],
    ...(former ? { former: digestOf(ctx.content, client, former) } : {}),
    agreements: openAgreements(client),
    discreet: ctx.counsellor.discreet,
  }
}

/** Whoever only looked at a page beside the step did not leave: no welcome back. */
const inView = ({ counsellor: { focus } }: TurnContext, run: string): boolean => focus?.run === run && !focus.away

/** @param notice what to say where nothing else is to be said */
function takeUp(ctx: TurnContext, draft: ClientDocument, run: Run, notice: string | undefined): Outcome {
  const events = run.session.status === 'paused' ? play(ctx, run, { type: 'resume' }) : []
  const { replies } = whereNow(ctx, draft, run, { finish() {}, rewrite() {}, discard() {} }, events)
  return {
    replies: replies.map((reply) => ('before' in reply && reply.before ? reply : before(notice, reply))),
    focus: { client: draft.id, run: run.id },
  }
}

/**
 * Back to where it stopped, days or a restart later. A conversation that is not paused is only shown: nothing is written. Who may read only
 * gets what was said.
 * @param welcome they come back, also to a conversation that stood in view
 */
export async function resumeConversation(ctx: TurnContext, ids: RunIds, welcome = !inView(ctx, ids.run)): Promise<Outcome> {
  const client = await seen(ctx, ids.client)
  if (reading(ctx, client).readOnly) return showDigest(ctx, ids, false)
  const notice = welcome ? 'resumed' : undefined
  const run = client.runs.find((one) => one.id === ids.run)
  if (run && run.session.status === 'running' && !run.session.detour && definitionOf(ctx, run.conversation).byStep.has(run.session.step)) {
    return { replies: [before(notice, stepView(ctx, client, run))], focus: { client: client.id, run: run.id } }
  }
  return withRun(ctx, ids, 'conversation resumed', (draft, one) => takeUp(ctx, draft, one, notice))
}

/** Moves that a pause does not stop: tapping one is coming back. */
const WAKING = new Set<Input['type']>(['skip', 'back', 'jump', 'return'])

/**
 * The inputs that only move: skip, back, jump, support, crisis, return, finish.
 * @param from the visit whose card was tapped, where a second tap would move twice: it moves only from there
 */
export function move(ctx: TurnContext, ids: RunIds, input: Input, from?: string): Promise<Outcome> {
  return withRun(ctx, ids, `conversation ${input.type}`, (draft, run, tools) => {
    const woken = run.session.status === 'paused' && WAKING.has(input.type) ? play(ctx, run, { type: 'resume' }) : []
    if (from && from !== run.session.visit) return told(whereNow(ctx, draft, run, tools, woken), 'alreadyDone')
    return whereNow(ctx, draft, run, tools, [...woken, ...play(ctx, run, input)])
  })
}

/** The same outcome with this line before its first reply. */
const told = (outcome: Outcome, key: string): Outcome => ({
  ...outcome,
  replies: outcome.replies.map((reply, index) => (index === 0 ? before(key, reply) : reply)),
})

export function pauseConversation(ctx: TurnContext, ids: RunIds): Promise<Outcome> {
  return withRun(ctx, ids, 'conversation paused', (draft, run, tools) => ({
    ...whereNow(ctx, draft, run, tools, play(ctx, run, { type: 'pause' })),
    closed: { notice: { key: 'paused' } },
  }))
}

/** Ends it before its last step; asks first. */
export async function finishConversation(ctx: TurnContext, ids: RunIds, sure: boolean): Promise<Outcome> {
  if (sure) return move(ctx, ids, { type: 'finish' })
  await clientFor(ctx, ids.client, 'write')
  const cancel = { action: 'conversation.resume', data: { ...ids } }
  return { replies: [{ view: 'confirm', what: 'endConversation', action: 'finish', data: { ...ids, sure: 'yes' }, cancel }] }
}

/** Looks at a conversation in progress without writing. */
async function look(ctx: TurnContext, ids: RunIds, show: (client: ClientDocument, run: Run) => Reply): Promise<Outcome> {
  const client = await clientFor(ctx, ids.client, 'write')
  const run = client.runs.find((one) => one.id === ids.run)
  return run ? { replies: [show(client, run)] } : withRun(ctx, ids, 'opened', () => ({ replies: [] }))
}

export const showMore = (ctx: TurnContext, ids: RunIds): Promise<Outcome> => look(ctx, ids, (client, run) => moreView(ctx, client, run))

export const showOverview = (ctx: TurnContext, ids: RunIds): Promise<Outcome> =>
  look(ctx, ids, (client, run) => {
    const bySection = Map.groupBy(visibleSteps(definitionOf(ctx, run.conversation), run.session), ({ section }) => section)
    const sections = [...bySection].map(([id, steps]) => ({
      id,
      steps: steps.map(({ step }) => ({ id: step.id, state: stateOf(run, step.id) })),
    }))
    return {
      view: 'overview',
      client: { id: client.id, alias: client.alias },
      country: client.country,
      run: runRef(run),
      sections,
      discreet: ctx.counsellor.discreet,
    }
  })

function stateOf(run: Run, step: string): 'answered' | 'skipped' | 'open' | 'here' {
  if (run.session.step === step) return 'here'
  const outcomes = run.session.trail.filter((visit) => visit.step === step).map((visit) => visit.outcome)
  if (outcomes.includes('answered')) return 'answered'
  return outcomes.includes('skipped') ? 'skipped' : 'open'
}

/** A conversation in progress, or a finished one from its own file. @throws NoAccess, DamagedFile, RunGone */
export async function anyRun(ctx: TurnContext, ids: RunIds): Promise<{ client: ClientDocument; run: Run; finished: boolean }> {
  const client = await ctx.records.client(ctx.user, ids.client)
  const run = client.runs.find((one) => one.id === ids.run)
  if (run) return { client, run, finished: false }
  if (!client.finished.some((one) => one.id === ids.run)) throw new RunGone(client.id, ids.run)
  return { client, run: await ctx.records.finishedRun(ctx.user, ids.client, ids.run), finished: true }
}

export async function showDigest(ctx: TurnContext, ids: RunIds, plain: boolean): Promise<Outcome> {
  await seen(ctx, ids.client)
  const { client, run, finished } = await anyRun(ctx, ids)
  return { replies: [{ ...digestView(ctx, client, run, finished, plain), ...reading(ctx, client) }] }
}

export async function showAnswers(ctx: TurnContext, ids: RunIds): Promise<Outcome> {
  await seen(ctx, ids.client)
  const { client, run, finished } = await anyRun(ctx, ids)
  return { replies: [{ ...answersView(ctx, client, run, finished), ...reading(ctx, client) }] }
}

export async function showCard(ctx: TurnContext, id: string, conversation: string): Promise<Outcome> {
  const client = await seen(ctx, id)
  return { replies: [{ ...conversationCard(ctx, client, conversation), ...reading(ctx, client) }] }
}
