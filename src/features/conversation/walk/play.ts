/** One input to a conversation in progress: the engine moves, the file keeps, a reply says what happened. */
import { advance } from '../../../engine/engine.ts'
import type { Event, Facts, Input } from '../../../engine/session.ts'
import type { ClientDocument, Run } from '../../../records/model.ts'
import type { Change } from '../../../records/records.ts'
import { before, type Outcome, say, type TurnContext } from '../../../turn/context.ts'
import { digestOf } from '../../../turn/file/digest.ts'
import { changing } from '../../../turn/record.ts'
import type { Notice, Reply } from '../../../turn/replies.ts'
import { stepTitle } from '../../../turn/texts.ts'
import { guideView } from '../../guides/guide.ts'
import { closeRun } from './closing.ts'
import { definitionOf, runRef, stepView } from './step-reply.ts'

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
