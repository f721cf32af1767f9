/** The form of one answer: to change it, and to compare what comes back from an old card with. */
import { boxesOf } from '../../../engine/card.ts'
import { shapeOf } from '../../../engine/kinds/index.ts'
import { shapeWith } from '../../../engine/kinds/kind.ts'
import type { Answer, AnswerValue } from '../../../engine/session.ts'
import { refOf } from '../../../page/refs.ts'
import { headOf } from '../../../records/audit.ts'
import type { ClientDocument, Run } from '../../../records/model.ts'
import { handledIn, NotInProgress } from '../../../turn/change.ts'
import type { TurnContext } from '../../../turn/context.ts'
import { conversationOf, runRef } from '../../../turn/file/runs.ts'
import { anyRun } from '../../../turn/finished.ts'
import type { FormNow } from '../../../turn/form.ts'
import type { Shown } from '../../../turn/outcome.ts'
import { chatOf } from '../../../turn/place.ts'
import { removedAt } from '../../../turn/play.ts'
import type { ReplyOf } from '../../../turn/reply.ts'
import { findStep } from '../../../turn/texts.ts'
import { stepReply } from '../walk/step-reply.ts'
import { answerAt, shownAt, stampAt, stepOf, type VisitIds } from '../walk/visits.ts'

export function answerReply(ctx: TurnContext, { client, run }: { client: ClientDocument; run: Run }, visit: string, answer: Answer) {
  const found = findStep(conversationOf(ctx, run), answer.step)
  const shape =
    found && run.mode !== 'prepare' ? { kind: found.step.kind, ...shapeOf(found.step) } : { kind: 'ask' as const, ...shapeWith() }
  const reply: ReplyOf<'answer-form'> = {
    view: 'answer-form',
    client: refOf(client),
    country: client.country,
    run: runRef(run),
    step: answer.step,
    visit,
    answer,
    removed: removedAt(run, answer.step),
    ...shape,
    discreet: ctx.counsellor.discreet,
  }
  return reply
}

/** The card of a visit as it would be shown now: the step itself where the run is at it, otherwise the form of its answer. */
export async function formAt(ctx: TurnContext, ids: VisitIds): Promise<FormNow | undefined> {
  const { client, run, finished } = await anyRun(ctx, ids)
  const step = stepOf(run, ids.visit)
  if (!step) return undefined
  const here = !finished && run.session.visit === ids.visit && findStep(conversationOf(ctx, run), step)
  const answer = answerAt(run, ids.visit) ?? { step, value: shownAt(run, ids.visit), history: [] }
  const reply = here ? stepReply(ctx, client, run) : answerReply(ctx, { client, run }, ids.visit, answer)
  // The card of a step has a button for each option, and no box that says which one stood there.
  return { reply, edits: true, own: isFromHere(ctx, run, ids.visit), removed: removedAt(run, step), guarded: ['choice'] }
}

/**
 * Whether the value that stands there now was given in this very chat: one's own earlier words stay in the history, so there is nothing to
 * ask about them. What one wrote in another tab may be forgotten by now, or never seen on this card; and what was masked is not in the
 * history.
 */
function isFromHere({ user, turn }: TurnContext, run: Run, visit: string): boolean {
  const last = stampAt(run, visit)
  return last?.by === user && last.chat === chatOf(turn) && !last.masked
}

/** A run that is gone has nothing to compare with: whoever changes it says so. */
function gone(error: unknown): undefined {
  if (!(error instanceof NotInProgress)) throw error
}

/**
 * The form of an answer with words that were offered for it, where another answer stands there by now than when they were: both are shown,
 * and the person chooses. Otherwise only the file as it was read is changed.
 * @param offered whether the offer was made about what stands there
 * @param value what the words mean there now
 */
export async function overtaken(
  ctx: TurnContext,
  ids: VisitIds,
  offered: (run: Run) => boolean,
  value: (run: Run) => AnswerValue,
): Promise<Shown | undefined> {
  const found = await anyRun(ctx, ids).catch(gone)
  // A retry leads where it led.
  if (!found || handledIn(ctx, found.client)) return undefined
  const { client, run } = found
  ctx.compared = { client: client.id, head: headOf(client) }
  const now = offered(run) ? undefined : await formAt(ctx, ids)
  if (!now) return undefined
  const step = findStep(conversationOf(ctx, run), stepOf(run, ids.visit) ?? '')?.step
  const there = boxesOf(shownAt(run, ids.visit) ?? {}, step)
  const wanted = boxesOf(value(run), step)
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(there)])].filter((box) => wanted[box] !== there[box])
  if (names.length === 0) return undefined
  const boxes = Object.fromEntries(names.map((box) => [box, wanted[box] ?? '']))
  return { replies: [{ ...now.reply, filled: { boxes, meanwhile: names } }] }
}
