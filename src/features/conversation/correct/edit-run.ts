/** Corrections to what was recorded, in a run in progress or in a finished one's file. */
import { isDeepStrictEqual } from 'node:util'
import type { Agreement, AnswerValue } from '../../../engine/session.ts'
import type { Notice } from '../../../page/notice.ts'
import type { ClientDocument, Run, StoredAgreement } from '../../../records/model.ts'
import type { TurnContext } from '../../../turn/context.ts'
import { writtenAgreements } from '../../../turn/file/digest.ts'
import { changeAnyRun } from '../../../turn/finished.ts'
import { type Next, next } from '../../../turn/outcome.ts'
import { play } from '../../../turn/play.ts'
import { type Boxes, fromBoxes, personalIn } from '../walk/answers.ts'
import { noticeOf, whereLed } from '../walk/led.ts'
import type { OpenRun } from '../walk/open-run.ts'
import { answerAt, standingAt, typedAt } from '../walk/visits.ts'

/**
 * Changes a run in progress or, once finished, its own file; then shows the answers again. New words of crisis bring up the plan, and a run
 * in progress waits.
 * @param visit whose answer may change in it: one with personal data brings the usual line
 * @param edit changes the run and returns the line that says what happened
 * @param options `stay`: a run in progress shows its current step instead; `reworded`: what masking made of the words
 */
export function editRun(
  ctx: TurnContext,
  { client, run: id, visit }: { client: string; run: string; visit?: string },
  edit: (file: OpenRun) => Notice | undefined,
  { stay = false, reworded = asTheyAre }: { stay?: boolean; reworded?: Reworded } = {},
): Promise<Next> {
  return changeAnyRun(ctx, { client, run: id }, (file) => {
    const before = visit && answerAt(file.run, visit)?.value
    const notice = edit(file)
    const value = visit && answerAt(file.run, visit)?.value
    const lines = visit && value && !isDeepStrictEqual(value, before) ? personalIn(ctx, { client, run: id, visit }, value) : []
    const closed = notice ? { notice } : undefined
    if (file.finished) {
      keepAgreements(ctx, file.draft, file.run, reworded)
      return next('answers', { client, run: id }, { notice, closed, lines })
    }
    // The same words have already brought up the plan.
    const alarmed = ctx.alarm.tier === 1 && notice?.key !== 'unchanged'
    if (alarmed) play(ctx, file.run, { type: 'crisis' })
    if (!stay && !alarmed) return next('answers', { client, run: id }, { notice, closed, lines })
    const led = whereLed(ctx, file, [])
    return { ...led, notice: notice ?? led.notice, closed: closed ?? led.closed, lines }
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
  correct(ctx, file, boxes.visit, fromBoxes(ctx, file.run, boxes))

/** As `correct`, from a typed line. */
export const typedLater = (ctx: TurnContext, file: OpenRun, visit: string, typed: string): Notice | undefined =>
  correct(ctx, file, visit, typedAt(ctx, file.run, { visit, typed, base: standingAt(file.run, visit) }))

/**
 * Updates a finished run's agreements after a correction. One keeps its id, and whether it was done, where its words and its day are still
 * the same, in whatever row: other words are another agreement, which nobody did yet.
 */
function keepAgreements(ctx: TurnContext, draft: ClientDocument, run: Run, reworded: Reworded): void {
  const left = draft.agreements.filter((one) => one.run === run.id)
  const stamp = { by: ctx.user, at: ctx.now().toISOString() }
  const take = ({ text, due }: Agreement, words: Reworded): StoredAgreement | undefined => {
    const at = left.findIndex((one) => words(one.text) === text && one.due === due)
    return at < 0 ? undefined : left.splice(at, 1)[0]
  }
  const all = writtenAgreements(run.session)
  const same = all.map((written) => take(written, asTheyAre))
  const now = all.map((written, index): StoredAgreement => {
    const kept = same[index] ?? take(written, reworded)
    return kept
      ? { ...kept, text: written.text }
      : { ...written, id: ctx.records.newId(), conversation: run.conversation, run: run.id, ...stamp }
  })
  draft.agreements = [...draft.agreements.filter((one) => one.run !== run.id), ...now]
}

/** What the correction itself made of the words of an agreement, so that it is still the same one. */
type Reworded = (text: string) => string

const asTheyAre: Reworded = (text) => text
