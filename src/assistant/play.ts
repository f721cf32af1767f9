/** One input to a conversation in progress: the engine moves, the file keeps, a reply says what happened. */
import { advance, answerOf } from '../engine/engine.ts'
import type { Event, Facts, Input } from '../engine/session.ts'
import type { ClientDocument, FinishedRun, Run } from '../records/model.ts'
import type { Change } from '../records/records.ts'
import { before, type Outcome, say, type TurnContext, today } from './context.ts'
import { isDay, readDay } from './days.ts'
import { digestOf, openAgreements, writtenAgreements } from './digest.ts'
import { guideView } from './guides.ts'
import { changing } from './record.ts'
import type { ConversationAbout, Notice, Reply } from './replies.ts'
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

/** The quiet page of a conversation that waits for another day. */
export function pausedView(ctx: TurnContext, client: ClientDocument, run: Run): Reply {
  const { position, total } = stepView(ctx, client, run)
  const { discreet } = ctx.counsellor
  return { view: 'paused', client: { id: client.id, alias: client.alias }, run: runRef(run), position, total, discreet }
}

/** Where the conversation stands after these events: the next step, the pause or detour it waits in, or its end. */
export function whereNow(ctx: TurnContext, draft: ClientDocument, run: Run, tools: Change, events: readonly Event[]): Outcome {
  const notice = noticeOf(events)
  if (run.session.status === 'finished') return closeRun(ctx, draft, run, tools)
  if (run.session.detour) {
    const reply = guideView(ctx, run.session.detour, { client: draft, run })
    // Here nothing goes on.
    if (notice?.key === 'nothingKept') notice.key = 'nothingKeptWaits'
    return {
      replies: [notice ? { ...reply, before: notice } : reply],
      ...(run.session.detour === 'crisis' ? { alarm: 'shown' as const } : {}),
      focus: { client: draft.id, run: run.id },
    }
  }
  if (run.session.status === 'paused') {
    const reply = pausedView(ctx, draft, run)
    return { replies: [notice ? { ...reply, before: notice } : reply], focus: { client: draft.id, run: run.id, away: true } }
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

/** The conversation is no longer in progress: finished, prepared to its end, or gone. Nothing is written. */
class NotInProgress extends Error {
  readonly finished: boolean
  /** The card that its preparing ended in. */
  readonly card: Reply | undefined
  constructor(finished: boolean, card?: Reply) {
    super('not in progress')
    this.finished = finished
    this.card = card
  }
}

/**
 * Finds the conversation in progress and does something with it, in one write.
 * @param over what to do instead when it was finished meanwhile; by default one line that says so
 */
export async function withRun(
  ctx: TurnContext,
  ids: { client: string; run: string },
  did: string,
  work: (draft: ClientDocument, run: Run, tools: Change) => Outcome,
  over?: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await changing(ctx, ids.client, did, (draft, tools) => {
      const run = draft.runs.find((one) => one.id === ids.run)
      if (run) return work(draft, run, tools)
      throw new NotInProgress(
        draft.finished.some((one) => one.id === ids.run),
        preparedCard(draft, ids.run),
      )
    })
  } catch (error) {
    if (!(error instanceof NotInProgress)) throw error
    if (error.finished && over) return over()
    return { replies: [notInProgress(ids, error)], ...lookedAway(ctx, ids) }
  }
}

function notInProgress({ client, run }: { client: string; run: string }, { finished, card }: NotInProgress): Reply {
  if (card) return before('alreadyDone', card)
  return finished
    ? say('refused.finished', undefined, [{ action: 'answers', data: { client, run } }])
    : say('runGone', undefined, [{ action: 'client.open', data: { client } }])
}

/** An old card of another conversation does not take anybody out of the one in view. */
const lookedAway = ({ counsellor: { focus } }: TurnContext, ids: { client: string; run: string }): Pick<Outcome, 'focus'> =>
  focus?.run === ids.run ? { focus: { client: ids.client, away: true } } : {}

/** A second tap on the last button of preparing: the run is gone, the card it ended in was the reply. */
const preparedCard = (draft: ClientDocument, run: string): Reply | undefined =>
  draft.handled
    .flatMap(({ result }) => (result as Outcome).replies)
    .find((reply) => reply.view === 'conversation-card' && reply.run.id === run)

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

/** What was chosen now, beside what was chosen at an earlier preparing and not changed. */
function closePrepared(ctx: TurnContext, draft: ClientDocument, run: Run): Outcome {
  const answered = [...new Set(Object.values(run.session.answers).map((answer) => answer.step))].map((step) => {
    const { prompts = [], text } = answerOf(run.session, step)?.answer.value ?? {}
    return [step, { prompts, ...(text ? { text } : {}) }] as const
  })
  draft.prepared = { ...draft.prepared, [run.conversation]: { ...run.session.prepared, ...Object.fromEntries(answered) } }
  return {
    replies: [before('finished', conversationCard(ctx, draft, run.conversation, run.id))],
    focus: { client: draft.id },
    closed: { notice: { key: 'finished' } },
  }
}

/** What was chosen beforehand, by step: the conversation card. */
export function conversationCard(ctx: TurnContext, client: ClientDocument, id: string, run = ''): Reply {
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
    run: { id: run, conversation: id, mode: 'prepare' },
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

/** The recorded answers of a conversation, to change, move or take out. */
export const answersView = (ctx: TurnContext, client: ClientDocument, run: Run, finished: boolean): Reply => ({
  view: 'answers',
  client: { id: client.id, alias: client.alias },
  run: runRef(run),
  digest: digestOf(ctx.content, client, run),
  finished,
  discreet: ctx.counsellor.discreet,
})

/** Longest place, list of people present, or interpreter. */
const SHORT = 300

/** What was filled in about a conversation; a day that is none is left out. */
export const cleanAbout = (about: Partial<ConversationAbout>): Partial<ConversationAbout> =>
  Object.fromEntries(
    Object.entries(about)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, key === 'date' ? readDay(value.trim()) : value.trim().slice(0, SHORT)])
      .filter(([key, value]) => key !== 'date' || (isDay(value ?? '') && /^\d{4}-/.test(value ?? ''))),
  )

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
