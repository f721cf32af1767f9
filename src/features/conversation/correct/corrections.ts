/** Answers given before: changed, masked, taken out, in a conversation in progress or a finished one. */
import { answerFrom, withKept } from '../../../engine/card.ts'
import { answerOf } from '../../../engine/engine.ts'
import { shapeOf } from '../../../engine/kinds/index.ts'
import { shapeWith } from '../../../engine/kinds/kind.ts'
import type { AnswerValue } from '../../../engine/session.ts'
import { mapTexts } from '../../../engine/texts.ts'
import type { ClientDocument, Run } from '../../../records/model.ts'
import type { Change } from '../../../records/records.ts'
import { type Outcome, say, type TurnContext } from '../../../turn/context.ts'
import type { Notice } from '../../../turn/replies.ts'
import { clientFor } from '../../../turn/rights.ts'
import { findStep } from '../../../turn/texts.ts'
import { anyRun } from '../walk/conversations.ts'
import { noticeOf, play, whereNow, withRun } from '../walk/play.ts'
import { conversationOf, mayRecord, runRef } from '../walk/step-reply.ts'
import { answerAt, keptIn, stepOf, typedAt, type VisitIds } from '../walk/visits.ts'
import { editRun } from './edit-run.ts'

const maskValue = (ctx: TurnContext, value: AnswerValue): AnswerValue => mapTexts(value, (text) => ctx.personal(text).masked)

/** Masks the personal details in an answer, of a finished conversation too; the unmasked words leave the history. */
export function maskAnswer(ctx: TurnContext, ids: VisitIds): Promise<Outcome> {
  const mask = (run: Run): Notice => {
    const standing = answerAt(run, ids.visit)
    if (!standing?.value) return { key: 'refused.no-answer' }
    const masked = { ...standing, value: maskValue(ctx, standing.value), history: standing.history.map((value) => maskValue(ctx, value)) }
    run.session = { ...run.session, answers: { ...run.session.answers, [ids.visit]: masked } }
    return { key: 'masked' }
  }
  const inRun = (draft: ClientDocument, run: Run, tools: Change): Outcome => {
    const notice = mask(run)
    draft.handled = []
    const { replies, focus } = whereNow(ctx, draft, run, tools, [])
    return { replies: replies.map((reply) => ({ ...reply, before: notice })), focus, closed: { notice }, forget: true }
  }
  return withRun(ctx, ids, 'answer masked', inRun, () => editRun(ctx, ids, 'answer masked', (_draft, run) => mask(run), { forget: true }))
}

/**
 * An edited message corrects the answer that it gave; the conversation stays where it is. One that is not in view stays out of view.
 * @param message the activity; what stood before it is what its words come on top of
 */
export function correctTyped(ctx: TurnContext, ids: VisitIds, text: string, message: string): Promise<Outcome> {
  const value = (run: Run): AnswerValue => typedAt(ctx, run, ids.visit, text, beforeMessage(run, ids.visit, message))
  const beside = () => editRun(ctx, ids, 'answer changed', (draft, run) => corrected(correction(ctx, draft, run, ids.visit, value(run))))
  const { focus } = ctx.counsellor
  if (focus?.run !== ids.run || focus.away) return beside()
  const inView = (draft: ClientDocument, run: Run, tools: Change): Outcome => {
    const notice = corrected(correction(ctx, draft, run, ids.visit, value(run)))
    if (ctx.alarm.found && notice?.key !== 'unchanged') play(ctx, run, { type: 'crisis' })
    const outcome = whereNow(ctx, draft, run, tools, [])
    return notice ? { ...outcome, replies: outcome.replies.map((reply) => ({ ...reply, before: notice })) } : outcome
  }
  return withRun(ctx, ids, 'answer changed', inView, beside)
}

const corrected = (notice: Notice | undefined): Notice | undefined => (notice?.key === 'revised' ? { key: 'editApplied' } : notice)

/** What stood for the step before this message came. */
function beforeMessage(run: Run, visit: string, activity: string): AnswerValue | undefined {
  const own = answerAt(run, visit)
  const nth = run.stamps[visit]?.findIndex((stamp) => stamp.activity === activity) ?? -1
  if (own?.value && nth > 0) return [...own.history, own.value][nth - 1]
  const { [visit]: _itself, ...others } = run.session.answers
  const step = stepOf(run, visit)
  return step ? answerOf({ ...run.session, answers: others }, step)?.answer.value : undefined
}

/** The form to change an answer given earlier, of a conversation in progress or finished. */
export async function answerForm(ctx: TurnContext, ids: VisitIds): Promise<Outcome> {
  await clientFor(ctx, ids.client, 'write')
  const { client, run } = await anyRun(ctx, ids)
  const given = answerAt(run, ids.visit)
  const found = given ? findStep(conversationOf(ctx, run.conversation), given.step) : undefined
  if (!given) return { replies: [say('refused.unknown-visit')] }
  const shape =
    found && run.mode !== 'prepare' ? { kind: found.step.kind, ...shapeOf(found.step) } : { kind: 'ask' as const, ...shapeWith() }
  return {
    replies: [
      {
        view: 'answer-form',
        client: { id: client.id, alias: client.alias },
        country: client.country,
        run: runRef(run),
        step: given.step,
        visit: ids.visit,
        answer: given,
        ...shape,
        discreet: ctx.counsellor.discreet,
      },
    ],
  }
}

/** Corrects an answer where consent still stands. A conversation that was paused stays so. */
function correction(ctx: TurnContext, draft: ClientDocument, run: Run, visit: string, value: AnswerValue): Notice | undefined {
  if (!mayRecord(draft, run)) return { key: 'nothingKept' }
  const paused = run.session.status === 'paused'
  const events = play(ctx, run, { type: 'answer', visit, value })
  if (paused) play(ctx, run, { type: 'pause' })
  return noticeOf(events)
}

export function saveAnswer(ctx: TurnContext, ids: VisitIds, data: Record<string, unknown>): Promise<Outcome> {
  return editRun(ctx, ids, 'answer changed', (draft, run) => {
    const standing = answerAt(run, ids.visit)?.value
    return correction(ctx, draft, run, ids.visit, answerFrom(withKept(data, keptIn(data), standing)))
  })
}

/** Asks first; then the words leave the file, earlier versions of them too. */
export async function removeAnswer(ctx: TurnContext, ids: VisitIds, sure: boolean, said = 'removed'): Promise<Outcome> {
  if (!sure) {
    await clientFor(ctx, ids.client, 'write')
    const cancel = { action: 'answers', data: { client: ids.client, run: ids.run } }
    return { replies: [{ view: 'confirm', what: 'removeAnswer', action: 'answer.remove', data: { ...ids, sure: 'yes' }, cancel }] }
  }
  const remove = (_draft: ClientDocument, run: Run): Notice | undefined => {
    const notice = noticeOf(play(ctx, run, { type: 'remove', visit: ids.visit }))
    return notice?.key === 'removed' ? { key: said } : notice
  }
  return editRun(ctx, ids, 'answer removed', remove, { forget: true })
}
