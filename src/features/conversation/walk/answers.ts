/** Recording what the client answered, by card or in the chat. */
import { isDeepStrictEqual } from 'node:util'
import type { StepKind } from '../../../content/schema.ts'
import { answerFrom, withKept } from '../../../engine/card.ts'
import type { AnswerValue, Event } from '../../../engine/session.ts'
import { textsIn } from '../../../engine/texts.ts'
import { isEmpty } from '../../../engine/values.ts'
import { changeBefore, changeRun, NotInProgress } from '../../../turn/change.ts'
import type { TurnContext } from '../../../turn/context.ts'
import { personalInNote, writeNote } from '../../../turn/file/notes.ts'
import { conversationOf } from '../../../turn/file/runs.ts'
import { type Next, next } from '../../../turn/outcome.ts'
import { play } from '../../../turn/play.ts'
import { type ReplyOf, say } from '../../../turn/reply.ts'
import { findStep } from '../../../turn/texts.ts'
import { whereLed } from './led.ts'
import type { OpenRun } from './open-run.ts'
import { answerAt, give, shownAt, standingAt, stepOf, typedAt, type VisitIds } from './visits.ts'

/** A card's boxes; `kept` names those whose value was not shown. */
export interface Boxes {
  visit: string
  kept?: string
  [box: string]: unknown
}

/** A card's answer; boxes that did not show their value keep the current one, and so does a choice that is made by buttons. */
export function fromBoxes(ctx: TurnContext, run: OpenRun['run'], { kept, ...boxes }: Boxes): AnswerValue {
  const standing = answerAt(run, boxes.visit)?.value ?? shownAt(run, boxes.visit)
  const value = answerFrom(withKept(boxes, kept, standing))
  const { choices } = standing ?? {}
  const byButton = choices && !isEmpty(value) && !Object.hasOwn(boxes, 'choice') && kindAt(ctx, run, boxes.visit) === 'choose'
  return byButton ? { ...value, choices } : value
}

function kindAt(ctx: TurnContext, run: OpenRun['run'], visit: string): StepKind | undefined {
  const step = stepOf(run, visit)
  return step === undefined ? undefined : findStep(conversationOf(ctx, run), step)?.step.kind
}

/**
 * Records an answer at a visit. Words of crisis first bring up the crisis plan: the answer is kept and the run waits at its step. An
 * untouched card moves on, like a skip.
 */
export function answerIn(ctx: TurnContext, file: OpenRun, visit: string, value: AnswerValue): Next {
  const { run } = file
  const standing = standingAt(run, visit)
  // Sending the same words again is how to go on after reading the plan.
  const known = ctx.alarm.tier === 1 && isDeepStrictEqual(value, standing)
  const alarmed = ctx.alarm.tier === 1 && !known ? play(ctx, run, { type: 'crisis' }) : []
  const events = [...alarmed, ...give(ctx, file, visit, value)]
  const led = whereLed(ctx, file, events)
  const emptied = isEmpty(value) && standing && run.mode !== 'prepare' && !events.some((event) => event.type === 'refused')
  return {
    ...led,
    alarm: known ? 'known' : led.alarm,
    notice: led.notice ?? (emptied ? { key: 'answerStays' } : undefined),
    lines: personalWarning(ctx, file, events, value),
  }
}

/** A friendly warning if the answer contains a telephone number, a file number or the like, with a button to mask it. Never blocks. */
function personalWarning(ctx: TurnContext, { draft, run }: OpenRun, events: readonly Event[], value: AnswerValue): ReplyOf<'notice'>[] {
  const kept = events.find((event) => (event.type === 'answered' && !event.withheld) || event.type === 'revised')
  return kept && 'visit' in kept ? personalIn(ctx, { client: draft.id, run: run.id, visit: kept.visit }, value) : []
}

/** The same, for an answer that is kept. */
export function personalIn(ctx: TurnContext, { client, run, visit }: VisitIds, value: AnswerValue): ReplyOf<'notice'>[] {
  const count = textsIn(value).reduce((sum, text) => sum + ctx.personal(text).count, 0)
  return count ? [say('personalData', { count }, [{ action: 'answer.mask', data: { client, run, visit } }])] : []
}

/**
 * Keeps what was filled in on a card whose other button was pressed, as the answer of its visit. Moves nothing: whoever comes back finds the
 * step as they left it.
 * @returns the line that says so, with a button to change or remove it, and what else there is to say; none if it may not be kept
 */
export async function keepAnswer(ctx: TurnContext, boxes: Boxes & VisitIds): Promise<ReplyOf<'notice'>[]> {
  const { client, run: id, visit } = boxes
  let kept: AnswerValue | undefined
  await changeBefore(
    ctx,
    client,
    ({ draft, keeps }) => {
      const run = draft.runs.find((one) => one.id === id)
      const value = run && keeps(run) ? fromBoxes(ctx, run, boxes) : {}
      if (!run || isEmpty(value)) return false
      const events = stay(ctx, run, visit, value)
      if (!events.some(({ type }) => type === 'refused')) kept = value
      return events.some(({ type }) => type === 'answered' || type === 'revised')
    },
    TYPED,
  )
  if (!kept) return []
  const ids = { client, run: id, visit }
  return [say('typedKept', undefined, [{ action: 'answer.edit', data: ids }]), ...personalIn(ctx, ids, kept)]
}

/** Records an answer without moving on: in a detour the run waits at its step. */
function stay(ctx: TurnContext, run: OpenRun['run'], visit: string, value: AnswerValue): Event[] {
  const paused = run.session.status === 'paused'
  if (paused) play(ctx, run, { type: 'resume' })
  const waits = run.session.detour !== undefined
  if (!waits) play(ctx, run, { type: 'support' })
  const events = play(ctx, run, { type: 'answer', visit, value })
  if (!waits) play(ctx, run, { type: 'return' })
  if (paused) play(ctx, run, { type: 'pause' })
  return events
}

/** Declared by a typed answer, which has no action of its own. */
const TYPED = { right: 'write', did: 'answered', words: 'client' } as const

/**
 * Text typed in the chat during a run: an answer to its current step. In a detour from a step already answered it becomes a note instead,
 * so that it does not replace the words that brought up the crisis plan.
 * @throws NotInProgress if the run is not running (any more), so that it was not an answer
 */
export function typedAnswer(ctx: TurnContext, ids: { client: string; run: string }, typed: string): Promise<Next> {
  ctx.action = TYPED
  return changeRun(ctx, ids, (file) => {
    const { run } = file
    const { status, visit, detour } = run.session
    if (status !== 'running') throw new NotInProgress(false)
    if (detour && answerAt(run, visit)?.value) return typedNote(ctx, file, typed)
    return answerIn(ctx, file, visit, typedAt(ctx, run, { visit, typed, base: standingAt(run, visit) }))
  })
}

function typedNote(ctx: TurnContext, file: OpenRun, text: string): Next {
  const { draft, run } = file
  const written = { text, id: ctx.records.newId() }
  const outcome = writeNote(ctx, file, run, written)
  if (ctx.alarm.tier === 1 && outcome !== 'alreadyDone') play(ctx, run, { type: 'crisis' })
  const notice = { key: outcome }
  const lines = personalInNote(ctx, { client: draft.id, run: run.id }, outcome, written)
  return next('conversation.here', { client: draft.id, run: run.id }, { notice, lines, closed: { notice } })
}

/**
 * “Dit was mijn antwoord”: a word taken as a command becomes the answer it was, and the run goes on from there.
 * @param opened the word had opened the detour in which the run waits
 */
export function wasAnswer(
  ctx: TurnContext,
  file: OpenRun,
  { visit, text, opened }: { visit: string; text: string; opened: boolean },
): Next {
  const { run } = file
  const waiting = run.session.status === 'paused' ? play(ctx, run, { type: 'resume' }) : []
  // Not one that was opened since, at another step.
  if (opened && run.session.detour && run.session.visit === visit) play(ctx, run, { type: 'return' })
  const alarmed = ctx.alarm.tier === 1 ? play(ctx, run, { type: 'crisis' }) : []
  const value = typedAt(ctx, run, { visit, typed: text, base: standingAt(run, visit) })
  const events = give(ctx, file, visit, value)
  const refused = events.some((event) => event.type === 'refused')
  const there = refused || run.session.detour ? [] : walkOnFrom(ctx, run, visit, events)
  const all = [...waiting, ...alarmed, ...events, ...there].filter(({ type }) => type !== 'resumed' && type !== 'skipped')
  return { ...whereLed(ctx, file, all), lines: personalWarning(ctx, file, events, value) }
}

/**
 * The command may have moved away from the step: goes back to it, and on from there with its answer in place. A second tap moves nothing.
 */
function walkOnFrom(ctx: TurnContext, run: OpenRun['run'], visit: string, events: readonly Event[]): Event[] {
  const step = stepOf(run, visit)
  if (!step || events.some((event) => event.type === 'entered' || event.type === 'unchanged')) return []
  const there = play(ctx, run, { type: 'jump', step })
  // The step is hidden by now: the answer is kept, and the run stays where it is.
  if (there.some((event) => event.type === 'refused')) return []
  return [...there, ...play(ctx, run, { type: 'skip', visit: run.session.visit })]
}
