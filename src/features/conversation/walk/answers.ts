/** What the client answered, by card or in the chat line. */
import { isDeepStrictEqual } from 'node:util'
import { answerFrom, withKept } from '../../../engine/card.ts'
import type { AnswerValue, Event } from '../../../engine/session.ts'
import { textsIn } from '../../../engine/texts.ts'
import { isEmpty } from '../../../engine/values.ts'
import type { ClientDocument, Run } from '../../../records/model.ts'
import type { Change } from '../../../records/records.ts'
import { before, type Outcome, say, type TurnContext } from '../../../turn/context.ts'
import type { Reply } from '../../../turn/replies.ts'
import { keepNote } from '../../notes/notes.ts'
import { saveAnswer } from '../correct/corrections.ts'
import type { RunIds } from './conversations.ts'
import { play, whereNow, withRun } from './play.ts'
import { answerAt, give, keptIn, standingAt, stepOf, typedAt, type VisitIds } from './visits.ts'

/**
 * Records an answer at a visit. Words of crisis bring the step plan up first: the answer is kept, the conversation waits at its step.
 * An untouched card moves on like a skip. A card of a conversation finished meanwhile corrects its answer there.
 */
export function answer(ctx: TurnContext, ids: VisitIds, data: Record<string, unknown>): Promise<Outcome> {
  const work = (draft: ClientDocument, run: Run, tools: Change): Outcome =>
    answerIn(ctx, draft, run, tools, ids.visit, answerFrom(withKept(data, keptIn(data), standingAt(run, ids.visit))))
  return withRun(ctx, ids, 'answered', work, () => saveAnswer(ctx, ids, data))
}

function answerIn(ctx: TurnContext, draft: ClientDocument, run: Run, tools: Change, visit: string, value: AnswerValue): Outcome {
  const standing = standingAt(run, visit)
  // The same words again are how one goes on after the plan was read.
  const known = ctx.alarm.found && isDeepStrictEqual(value, standing)
  const alarmed = ctx.alarm.found && !known ? play(ctx, run, { type: 'crisis' }) : []
  const events = [...alarmed, ...give(ctx, draft, run, visit, value)]
  const outcome = whereNow(ctx, draft, run, tools, events)
  const emptied = isEmpty(value) && standing && run.mode !== 'prepare' && !events.some((event) => event.type === 'refused')
  return {
    ...outcome,
    ...(known ? { alarm: 'known' as const } : {}),
    replies: [
      ...personalWarning(ctx, draft, run, events, value),
      ...(emptied
        ? outcome.replies.map((reply) => ('before' in reply && reply.before ? reply : before('answerStays', reply)))
        : outcome.replies),
    ],
  }
}

/** A kind word where a telephone number, a file number ... was written down, with the choice to mask it. Never blocks. */
function personalWarning(ctx: TurnContext, draft: ClientDocument, run: Run, events: Event[], value: AnswerValue): Reply[] {
  const kept = events.find((event) => (event.type === 'answered' && !event.withheld) || event.type === 'revised')
  const count = textsIn(value).reduce((sum, text) => sum + ctx.personal(text).count, 0)
  if (!kept || !('visit' in kept) || !count) return []
  return [say('personalData', { count }, [{ action: 'answer.mask', data: { client: draft.id, run: run.id, visit: kept.visit } }])]
}

/**
 * What was typed in the chat line during a conversation: an answer to the step it stands at. While the conversation waits at a step that
 * was answered already, it is a note: the words that brought up the crisis plan may not make place for it.
 */
export function typedAnswer(ctx: TurnContext, ids: RunIds, typed: string): Promise<Outcome> {
  return withRun(ctx, ids, 'answered', (draft, run, tools) => {
    const { visit, detour } = run.session
    if (detour && answerAt(run, visit)?.value) return keepNote(ctx, draft, run, tools, { text: typed })
    return answerIn(ctx, draft, run, tools, visit, typedAt(ctx, run, visit, typed, standingAt(run, visit)))
  })
}

/**
 * “Dit was mijn antwoord”: a command word taken from the chat line becomes the answer it was, and the conversation goes on from there.
 * @param opened the word had opened the detour in which the conversation waits
 */
export function wasAnswer(ctx: TurnContext, ids: VisitIds, text: string, opened: boolean): Promise<Outcome> {
  return withRun(ctx, ids, 'answered', (draft, run, tools) => {
    const waiting = run.session.status === 'paused' ? play(ctx, run, { type: 'resume' }) : []
    if (opened && run.session.detour) play(ctx, run, { type: 'return' })
    const alarmed = ctx.alarm.found ? play(ctx, run, { type: 'crisis' }) : []
    const events = give(ctx, draft, run, ids.visit, typedAt(ctx, run, ids.visit, text, standingAt(run, ids.visit)))
    const refused = events.some((event) => event.type === 'refused')
    const there = refused || run.session.detour ? [] : walkOnFrom(ctx, run, ids.visit, events)
    return whereNow(
      ctx,
      draft,
      run,
      tools,
      [...waiting, ...alarmed, ...events, ...there].filter((event) => event.type !== 'resumed' && event.type !== 'skipped'),
    )
  })
}

/** The command may have walked away from the step: back to it, and on from there with its answer standing. A second tap walks nowhere. */
function walkOnFrom(ctx: TurnContext, run: Run, visit: string, events: readonly Event[]): Event[] {
  const step = stepOf(run, visit)
  if (!step || events.some((event) => event.type === 'entered' || event.type === 'unchanged')) return []
  const there = play(ctx, run, { type: 'jump', step })
  // Hidden meanwhile: the answer is kept, and the conversation stays where it is.
  if (there.some((event) => event.type === 'refused')) return []
  return [...there, ...play(ctx, run, { type: 'skip', visit: run.session.visit })]
}
