/** What a visit showed, contains and may be given. */
import { valueMark } from '../../../content/marks.ts'
import { answerOf } from '../../../engine/engine.ts'
import type { Answer, AnswerValue, Event } from '../../../engine/session.ts'
import { typedValue } from '../../../engine/typed.ts'
import { isEmpty } from '../../../engine/values.ts'
import type { Run } from '../../../records/model.ts'
import type { TurnContext } from '../../../turn/context.ts'
import { conversationOf } from '../../../turn/file/runs.ts'
import { play, removedAt } from '../../../turn/play.ts'
import { findStep } from '../../../turn/texts.ts'
import type { OpenRun } from './open-run.ts'

export interface VisitIds {
  client: string
  run: string
  visit: string
}

/** The step that a visit showed. */
export const stepOf = (run: Run, visit: string): string | undefined =>
  run.session.trail.find((one) => one.id === visit)?.step ?? answerAt(run, visit)?.step

/** The current answer to the step that a visit showed. */
export function standingAt(run: Run, visit: string): AnswerValue | undefined {
  const step = stepOf(run, visit)
  return step ? answerOf(run.session, step)?.answer.value : undefined
}

/** A mark of the current answer to the step that a visit showed: whether it is still the same one, and none was taken out since. */
export function answerMark(run: Run, visit: string): string {
  const [value, removed] = [standingAt(run, visit), removedAt(run, stepOf(run, visit) ?? '')]
  return valueMark(removed ? { value, removed } : value)
}

/** The stamp of that answer: who gave it last, in which message and chat. */
export function stampAt(run: Run, visit: string): Run['stamps'][string][number] | undefined {
  const step = stepOf(run, visit)
  const standing = answerAt(run, visit)?.value ? visit : step && answerOf(run.session, step)?.visit
  return standing ? run.stamps[standing]?.at(-1) : undefined
}

/** What the card of a visit shows in its boxes: the current answer or, while preparing again, what was chosen last time. */
export const shownAt = (run: Run, visit: string): AnswerValue | undefined =>
  standingAt(run, visit) ?? preparedBefore(run, stepOf(run, visit))

/** While preparing again: what was chosen last time. */
const preparedBefore = (run: Run, step: string | undefined): AnswerValue | undefined =>
  run.mode === 'prepare' && step !== undefined ? run.session.prepared?.[step] : undefined

/** The answer given at a visit. The visit's id comes from a card and may be any string. */
export const answerAt = (run: Run, visit: string): Answer | undefined =>
  Object.hasOwn(run.session.answers, visit) ? run.session.answers[visit] : undefined

/** Plays an answer as far as it may be kept: without consent, only that the step was taken. An empty answer is a skip. */
export function give(ctx: TurnContext, { run, keeps }: Pick<OpenRun, 'run' | 'keeps'>, visit: string, value: AnswerValue): Event[] {
  if (isEmpty(value)) return [...(run.mode === 'prepare' ? unchosen(ctx, run, visit) : []), ...play(ctx, run, { type: 'skip', visit })]
  return play(ctx, run, { type: 'answer', visit, value, withhold: !keeps(run) })
}

/** While preparing, a card left empty takes nothing along from this step, not even what was chosen before. */
function unchosen(ctx: TurnContext, run: Run, visit: string): Event[] {
  const step = stepOf(run, visit)
  if (!step || visit !== run.session.visit) return []
  if (run.session.prepared && Object.hasOwn(run.session.prepared, step)) {
    const { [step]: _gone, ...prepared } = run.session.prepared
    run.session = { ...run.session, prepared }
  }
  const visits = Object.keys(run.session.answers).filter((id) => run.session.answers[id]?.step === step)
  for (const id of visits) play(ctx, run, { type: 'remove', visit: id })
  return []
}

/** What a typed line means at this visit's step, on top of its current answer. */
export function typedAt(
  ctx: TurnContext,
  run: Run,
  { visit, typed, base }: { visit: string; typed: string; base: AnswerValue | undefined },
): AnswerValue {
  const id = stepOf(run, visit)
  const found = id ? findStep(conversationOf(ctx, run), id) : undefined
  // While preparing, typed text is the counsellor's reminder, beside the questions chosen.
  if (run.mode === 'prepare' || !found) return { ...(base?.prompts ? { prompts: base.prompts } : {}), text: typed }
  return typedValue(ctx.content, run.conversation, found.step, typed, base)
}
