/** Corrections to what was recorded, in a run in progress or in a finished one's file. */
import type { AnswerValue } from '../../../engine/session.ts'
import type { Notice } from '../../../page/notice.ts'
import type { ClientDocument, Run } from '../../../records/model.ts'
import type { TurnContext } from '../../../turn/context.ts'
import { writtenAgreements } from '../../../turn/file/digest.ts'
import { changeAnyRun } from '../../../turn/finished.ts'
import { type Next, next } from '../../../turn/outcome.ts'
import { play } from '../../../turn/play.ts'
import { type Boxes, fromBoxes } from '../walk/answers.ts'
import { noticeOf, whereLed } from '../walk/led.ts'
import type { OpenRun } from '../walk/open-run.ts'
import { standingAt, typedAt } from '../walk/visits.ts'

/**
 * Changes a run in progress or, once finished, its own file; then shows the answers again. New words of crisis bring up the plan, and a run
 * in progress waits.
 * @param edit changes the run and returns the line that says what happened
 * @param options `stay`: a run in progress shows its current step instead
 */
export function editRun(
  ctx: TurnContext,
  { client, run: id }: { client: string; run: string },
  edit: (file: OpenRun) => Notice | undefined,
  { stay = false }: { stay?: boolean } = {},
): Promise<Next> {
  return changeAnyRun(ctx, { client, run: id }, (file) => {
    const notice = edit(file)
    const closed = notice ? { notice } : undefined
    if (file.finished) {
      keepAgreements(ctx, file.draft, file.run)
      return next('answers', { client, run: id }, { notice, closed })
    }
    // The same words have already brought up the plan.
    const alarmed = ctx.alarm.found && notice?.key !== 'unchanged'
    if (alarmed) play(ctx, file.run, { type: 'crisis' })
    if (!stay && !alarmed) return next('answers', { client, run: id }, { notice, closed })
    const led = whereLed(ctx, file, [])
    return { ...led, notice: notice ?? led.notice, closed: closed ?? led.closed }
  })
}

/** Corrects an answer if what is said may still be kept. A paused run stays paused. */
export function correct(ctx: TurnContext, { run, keeps }: OpenRun, visit: string, value: AnswerValue): Notice | undefined {
  if (!keeps(run)) return { key: 'nothingKept' }
  const paused = run.session.status === 'paused'
  const events = play(ctx, run, { type: 'answer', visit, value })
  if (paused) play(ctx, run, { type: 'pause' })
  return noticeOf(events)
}

/** As `correct`, from the boxes of a card. */
export const saved = (ctx: TurnContext, file: OpenRun, boxes: Boxes): Notice | undefined =>
  correct(ctx, file, boxes.visit, fromBoxes(file.run, boxes))

/** As `correct`, from a typed line. */
export const typedLater = (ctx: TurnContext, file: OpenRun, visit: string, typed: string): Notice | undefined =>
  correct(ctx, file, visit, typedAt(ctx, file.run, { visit, typed, base: standingAt(file.run, visit) }))

/** Updates a finished run's agreements after a correction; those that stay keep whether they were done. */
function keepAgreements(ctx: TurnContext, draft: ClientDocument, run: Run): void {
  const all = writtenAgreements(run.session)
  const own = draft.agreements.filter((one) => one.run === run.id)
  const stamp = { by: ctx.user, at: ctx.now().toISOString() }
  const now = all.map((written, index) => {
    const same = own.find((one) => one.text === written.text && one.due === written.due)
    // Reworded in the same place: still the same agreement.
    const reworded = own.length === all.length ? own[index] : undefined
    const kept = same ?? reworded
    return kept
      ? { ...kept, text: written.text, due: written.due }
      : { ...written, id: ctx.records.newId(), conversation: run.conversation, run: run.id, ...stamp }
  })
  draft.agreements = [...draft.agreements.filter((one) => one.run !== run.id), ...now]
}
