/** One input to a conversation in progress: the engine moves, the file keeps, a reply says what happened. */
import { advance } from '../engine/engine.ts'
import type { Event, Facts, Input } from '../engine/session.ts'
import type { ClientDocument, FinishedRun, Run } from '../records/model.ts'
import type { Change } from '../records/records.ts'
import { before, type Outcome, say, type TurnContext, today } from './context.ts'
import { digestOf, openAgreements, writtenAgreements } from './digest.ts'
import { guideView } from './guides.ts'
import { changing } from './record.ts'
import type { Notice, Reply } from './replies.ts'
import { conversationOf, definitionOf, runRef, stepView } from './step-view.ts'
import { conversationNs, itemRefs, promptRefs, stepTitle } from './texts.ts'

export const factsOf = (client: ClientDocument): Facts => ({
  country: client.country,
  phase: client.phase,
  order: client.order,
  partner: client.partner,
  children: client.children,
  interpreter: client.interpreter,
  held: [...new Set(client.finished.map((line) => line.conversation))],
})

/** Advances the session in place of the run and stamps who answered what when. */
export function play(ctx: TurnContext, run: Run, input: Input): Event[] {
  const { session, events } = advance(definitionOf(ctx, run.conversation), run.session, input)
  run.session = session
  for (const event of events) {
    if (event.type === 'removed') delete run.stamps[event.visit]
    if (event.type !== 'answered' && event.type !== 'revised') continue
    const stamp = { by: ctx.user, at: ctx.now().toISOString(), activity: ctx.turn.id }
    run.stamps[event.visit] = [...(run.stamps[event.visit] ?? []), stamp]
  }
  return events
}

/** The first of these that happened is the line to say before the next reply. */
const TOLD = ['moved', 'removed', 'revised', 'unchanged', 'answered', 'resumed'] as const

/** What to say first about what happened; `undefined` where the next step says enough. */
export function noticeOf(events: readonly Event[]): Notice | undefined {
  const refused = events.find((event) => event.type === 'refused')
  if (refused) return { key: `refused.${refused.reason}` }
  const told = TOLD.map((type) => events.find((event) => event.type === type)).find(Boolean)
  if (!told) return undefined
  if (told.type === 'answered') return { key: told.withheld ? 'nothingKept' : 'saved' }
  return { key: told.type === 'moved' ? 'stepMoved' : told.type }
}

/** Where the conversation stands after these events: the next step, the detour it waits in, or its end. */
export function whereNow(ctx: TurnContext, draft: ClientDocument, run: Run, tools: Change, events: readonly Event[]): Outcome {
  const notice = noticeOf(events)
  if (run.session.status === 'finished') return closeRun(ctx, draft, run, tools)
  if (run.session.detour) {
    const reply = guideView(ctx, run.session.detour, { client: draft, run })
    return {
      replies: [notice ? { ...reply, before: notice } : reply],
      ...(run.session.detour === 'crisis' ? { alarm: 'shown' as const } : {}),
      focus: { client: draft.id, run: run.id },
    }
  }
  const step = stepView(ctx, draft, run)
  const touched = events.find(
    (event) => event.type === 'answered' || event.type === 'revised' || event.type === 'unchanged' || event.type === 'skipped',
  )
  return {
    replies: [notice ? { ...step, before: notice } : step],
    focus: { client: draft.id, run: run.id },
    ...(touched && 'step' in touched
      ? { closed: { notice: { key: touched.type === 'skipped' ? 'skipped' : 'saved' }, title: stepTitle(run.conversation, touched.step) } }
      : {}),
  }
}

/** Finds the conversation in progress and does something with it, in one write. */
export function withRun(
  ctx: TurnContext,
  ids: { client: string; run: string },
  did: string,
  work: (draft: ClientDocument, run: Run, tools: Change) => Outcome,
): Promise<Outcome> {
  return changing(ctx, ids.client, did, (draft, tools) => {
    const run = draft.runs.find((one) => one.id === ids.run)
    if (run) return work(draft, run, tools)
    const over = draft.finished.some((one) => one.id === ids.run)
    const actions = [{ action: over ? 'answers' : 'client.open', data: over ? ids : { client: draft.id } }]
    return { replies: [say(over ? 'refused.finished' : 'runGone', undefined, actions)], focus: null }
  })
}

/** A finished conversation moves to a file of its own; what was prepared becomes a card. */
function closeRun(ctx: TurnContext, draft: ClientDocument, run: Run, tools: Change): Outcome {
  draft.runs = draft.runs.filter((one) => one.id !== run.id)
  if (run.mode === 'prepare') return closePrepared(ctx, draft, run)
  const finished = ctx.now().toISOString()
  const agreements = writtenAgreements(run.session).map((one) => ({
    ...one,
    id: ctx.records.newId(),
    conversation: run.conversation,
    run: run.id,
    by: ctx.user,
    at: finished,
  }))
  draft.agreements = [...draft.agreements, ...agreements]
  draft.finished = [...draft.finished, { id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished }]
  tools.finish({ ...run, model: 1, client: draft.id, finished } satisfies FinishedRun)
  const { discreet } = ctx.counsellor
  const client = { id: draft.id, alias: draft.alias }
  const closed: Reply = {
    view: 'closed',
    client,
    run: runRef(run),
    agreements: openAgreements(draft),
    country: draft.country,
    discreet,
    ...nextOf(ctx, draft, run),
  }
  return { replies: [before('finished', closed)], focus: { client: draft.id }, closed: { notice: { key: 'finished' } } }
}

/** The conversation that the client's phase asks for now, when it is another one. */
function nextOf(ctx: TurnContext, client: ClientDocument, run: Run): { next?: string } {
  const phase = ctx.content.countries.get(client.country)?.phases.find((one) => one.id === client.phase)
  return phase?.conversation && phase.conversation !== run.conversation ? { next: phase.conversation } : {}
}

function closePrepared(ctx: TurnContext, draft: ClientDocument, run: Run): Outcome {
  const steps = Object.entries(run.session.answers).map(
    ([, answer]) =>
      [answer.step, { prompts: answer.value?.prompts ?? [], ...(answer.value?.text ? { text: answer.value.text } : {}) }] as const,
  )
  draft.prepared = { ...draft.prepared, [run.conversation]: Object.fromEntries(steps) }
  return {
    replies: [before('finished', conversationCard(ctx, draft, run.conversation))],
    focus: { client: draft.id },
    closed: { notice: { key: 'finished' } },
  }
}

/** What was chosen beforehand, by step: the conversation card. */
export function conversationCard(ctx: TurnContext, client: ClientDocument, id: string): Reply {
  const conversation = conversationOf(ctx, id)
  const prepared = client.prepared[id] ?? {}
  const ns = conversationNs(id)
  const steps = conversation.sections
    .flatMap((section) => section.steps)
    .flatMap((step) => {
      const own = prepared[step.id]
      if (!own) return []
      const prompts = promptRefs(ns, `steps.${step.id}.prompts`, step.prompts, () => true).filter((prompt) =>
        own.prompts.includes(prompt.id),
      )
      return prompts.length || own.text ? [{ step: step.id, prompts, ...(own.text ? { reminder: own.text } : {}) }] : []
    })
  return {
    view: 'conversation-card',
    client: { id: client.id, alias: client.alias },
    country: client.country,
    run: { id: '', conversation: id, mode: 'prepare' },
    goals: itemRefs(ctx.content, ns, 'goals', conversation.goals, () => true),
    steps,
    discreet: ctx.counsellor.discreet,
  }
}

/** The summary of a conversation to read back or to copy. */
export const digestView = (ctx: TurnContext, client: ClientDocument, run: Run, finished: boolean, plain: boolean): Reply => ({
  view: 'digest',
  client: { id: client.id, alias: client.alias },
  run: runRef(run),
  digest: digestOf(ctx.content, client, run),
  finished,
  discreet: ctx.counsellor.discreet,
  plain,
})

/** A new conversation in progress, dated today unless said otherwise. */
export function newRun(
  ctx: TurnContext,
  session: Run['session'],
  about: { date?: string; place?: string; present?: string; interpreter?: string },
): Run {
  return {
    id: ctx.records.newId(),
    conversation: session.conversation,
    mode: session.mode,
    started: ctx.now().toISOString(),
    date: about.date || today(ctx),
    place: about.place ?? '',
    present: about.present ?? '',
    interpreter: about.interpreter ?? '',
    session,
    stamps: {},
    notes: [],
  }
}
