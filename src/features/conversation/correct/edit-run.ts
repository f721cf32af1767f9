/** Corrections to what was recorded: in a conversation in progress, or in the file of a finished one. */
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

/**
 * Changes a run in progress or, once finished, its own file; then the answers are shown again. New words of crisis bring the plan up, and a
 * conversation in progress waits.
 * @param edit gives the line that says what happened
 * @param options `stay`: a conversation in progress goes on where it is instead
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
    // The same words again were read with the plan before.
    const alarmed = ctx.alarm.found && notice?.key !== 'unchanged'
    if (alarmed) play(ctx, file.run, { type: 'crisis' })
    if (!stay && !alarmed) return next('answers', { client, run: id }, { notice, closed })
    const led = whereLed(ctx, file, [])
    return { ...led, notice: notice ?? led.notice, closed: closed ?? led.closed }
  })
}

/** Corrects an answer where consent still stands. A conversation that was paused stays so. */
export function correct(ctx: TurnContext, { run, keeps }: OpenRun, visit: string, value: AnswerValue): Notice | undefined {
  if (!keeps(run)) return { key: 'nothingKept' }
  const paused = run.session.status === 'paused'
  const events = play(ctx, run, { type: 'answer', visit, value })
  if (paused) play(ctx, run, { type: 'pause' })
  return noticeOf(events)
}

/** The same, by the boxes of a card. */
export const saved = (ctx: TurnContext, file: OpenRun, boxes: Boxes): Notice | undefined =>
  correct(ctx, file, boxes.visit, fromBoxes(file.run, boxes))

/** The agreements of a finished conversation follow its corrected answers; those that stay keep whether they were done. */
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
