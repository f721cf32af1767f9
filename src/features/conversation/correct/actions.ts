/** What was recorded: reading back, copying, changing, masking, moving and removing it, in a run in progress or a finished one. */
import { isDeepStrictEqual } from 'node:util'
import { valueMark } from '../../../content/marks.ts'
import { answerOf } from '../../../engine/engine.ts'
import type { AnswerValue } from '../../../engine/session.ts'
import { mapTexts } from '../../../engine/texts.ts'
import type { Notice } from '../../../page/notice.ts'
import { refOf } from '../../../page/refs.ts'
import type { ClientDocument, Run } from '../../../records/model.ts'
import { ChangedMeanwhile, handledIn } from '../../../turn/change.ts'
import { inView, type TurnContext } from '../../../turn/context.ts'
import { Field, Id, inBoxes, inClient, inRun, inVisit, Line } from '../../../turn/data.ts'
import { runs, shows } from '../../../turn/feature.ts'
import { digestOf } from '../../../turn/file/digest.ts'
import { runRef } from '../../../turn/file/runs.ts'
import { anyRun } from '../../../turn/finished.ts'
import type { Outcome, Shown } from '../../../turn/outcome.ts'
import { play, stampOf } from '../../../turn/play.ts'
import { say, unknownAction } from '../../../turn/reply.ts'
import { readOnlyMark } from '../../../turn/rights.ts'
import { noticeOf } from '../walk/led.ts'
import type { OpenRun } from '../walk/open-run.ts'
import { answerAt, stepOf, typedAt, type VisitIds } from '../walk/visits.ts'
import { answerReply, formAt, overtaken } from './answer-form.ts'
import { correct, editRun, saved } from './edit-run.ts'
import { moveAnswer, moveRun, takeOut, toAnswers } from './moving.ts'

/** From the drop-down of a long list the run is a choice, which may be left open. */
const perhapsRun = inClient.extend({ run: Id.optional() })

/** `mark`: of the answer that the card showed; absent on cards from before. */
const aboutAnswer = inVisit.extend({ mark: Field })

export const actions = {
  /** What was said, to read back. */
  digest: shows({ right: 'read', look: true, data: perhapsRun, show: (ctx, { run }, client) => digestPage(ctx, client, run) }),
  /** The same, as text to copy. */
  'digest.plain': shows({
    right: 'read',
    look: true,
    data: inRun,
    show: (ctx, { run }, client) => digestPage(ctx, client, run, { plain: true }),
  }),
  /** The recorded answers, to change, move or remove. */
  answers: shows({
    right: 'read',
    look: true,
    data: inRun,
    show: async (ctx, ids) => ({ replies: [{ view: 'answers', ...(await recorded(ctx, ids)) }] }),
  }),
  /** The form to change an answer given earlier. */
  'answer.edit': shows({ right: 'write', data: inVisit, show: (ctx, ids) => answerForm(ctx, ids) }),
  'answer.save': runs({
    right: 'write',
    did: 'answer changed',
    words: 'client',
    data: inBoxes,
    form: formAt,
    run: (ctx, data) => editRun(ctx, data, (file) => saved(ctx, file, data)),
  }),
  /** Masks the personal details in an answer; the unmasked words leave the history. */
  'answer.mask': runs({
    right: 'write',
    did: 'answer masked',
    data: inVisit,
    run: (ctx, ids) => maskAnswer(ctx, ids),
  }),
  /** Asks first; then the words leave the file, with their earlier versions. */
  'answer.remove': runs({
    right: 'write',
    did: 'answer removed',
    data: aboutAnswer,
    confirm: { what: 'removeAnswer', danger: true, back: toAnswers },
    run: (ctx, { mark, ...ids }) => removeAnswer(ctx, ids, mark),
  }),
  /** Without `to` it asks which client to move it to; `query` searches. */
  'answer.move': runs({
    right: 'write',
    did: 'answer removed',
    words: 'client',
    data: aboutAnswer.extend({ to: Id.optional(), query: Field }),
    run: async (ctx, data) =>
      (await changedSince(ctx, data, data.mark)) ?? moveAnswer(ctx, data, (mark) => removeAnswer(ctx, data, mark, 'moved')),
  }),
  'run.move': runs({
    right: 'write',
    did: 'conversation moved away',
    words: 'client',
    data: inRun.extend({ to: Id.optional(), query: Field }),
    run: moveRun,
  }),
  /** Deletes a conversation recorded by mistake; asks first. */
  'run.remove': runs({
    right: 'write',
    did: 'conversation removed',
    data: inRun,
    confirm: { what: 'removeRun', danger: true, back: toAnswers },
    run: (ctx, ids) => takeOut(ctx, ids),
  }),
  /** Corrects the answer given by a message that was edited. `message`: its activity. */
  'edit.apply': runs({
    right: 'write',
    did: 'answer changed',
    words: 'client',
    data: inVisit.extend({ text: Line.min(1), message: Field }),
    run: correctTyped,
  }),
}

/** What was recorded in a run, for the pages that show it. */
async function recorded(ctx: TurnContext, ids: { client: string; run: string }) {
  const { client, run, finished } = await anyRun(ctx, ids)
  return {
    client: refOf(client),
    run: runRef(run),
    digest: digestOf(ctx.content, client, run),
    finished,
    discreet: ctx.counsellor.discreet,
    ...readOnlyMark(ctx, client),
  }
}

async function digestPage(
  ctx: TurnContext,
  client: ClientDocument,
  run: string | undefined,
  { plain = false }: { plain?: boolean } = {},
): Promise<Shown> {
  if (!run) return { replies: [unknownAction()] }
  return { replies: [{ view: 'digest', plain, ...(await recorded(ctx, { client: client.id, run })) }] }
}

function maskAnswer(ctx: TurnContext, ids: VisitIds): Promise<Outcome> {
  const reworded = (text: string): string => ctx.personal(text).masked
  const masked = (value: AnswerValue): AnswerValue => mapTexts(value, reworded)
  const mask = (run: Run): Notice => {
    const standing = answerAt(run, ids.visit)
    if (!standing?.value) return { key: 'refused.no-answer' }
    const value = masked(standing.value)
    const history = standing.history.map(masked)
    const isNew = !isDeepStrictEqual(value, standing.value)
    // A correction like others: older words that were left on a card or in an offer are asked about.
    const changed = { ...standing, value, history: isNew ? [...history, value] : history }
    run.session = { ...run.session, answers: { ...run.session.answers, [ids.visit]: changed } }
    if (isNew) run.stamps[ids.visit] = [...(run.stamps[ids.visit] ?? []), { ...stampOf(ctx), masked: true }]
    return { key: 'masked' }
  }
  return editRun(ctx, ids, ({ run }) => mask(run), { stay: true, reworded })
}

/** Whether another answer than the one with this mark stands at a visit. */
function isAnother(run: Run, visit: string, mark: string | undefined): boolean {
  const value = answerAt(run, visit)?.value
  return mark !== undefined && value !== undefined && valueMark(value) !== mark
}

const standsNow = async (ctx: TurnContext, ids: VisitIds): Promise<Shown> => ({
  replies: [{ view: 'answers', ...(await recorded(ctx, ids)), before: { key: 'answerChangedSince' } }],
})

/** A button that takes an answer away is about the one that its card showed: where another stands there by now, that is shown first. */
async function changedSince(ctx: TurnContext, ids: VisitIds, mark: string | undefined): Promise<Outcome | undefined> {
  if (mark === undefined) return undefined
  const { client, run } = await anyRun(ctx, ids)
  return isAnother(run, ids.visit, mark) && !handledIn(ctx, client) ? standsNow(ctx, ids) : undefined
}

/**
 * @param mark of the answer that is meant: another one stays, and is shown
 * @param key of the line that says what happened to it
 */
async function removeAnswer(ctx: TurnContext, ids: VisitIds, mark?: string, key: 'removed' | 'moved' = 'removed'): Promise<Outcome> {
  try {
    return await editRun(ctx, ids, ({ run }) => {
      if (isAnother(run, ids.visit, mark)) throw new ChangedMeanwhile()
      const notice = noticeOf(play(ctx, run, { type: 'remove', visit: ids.visit }))
      return notice?.key === 'removed' ? { key } : notice
    })
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) throw error
    ctx.files.delete(ids.client)
    return standsNow(ctx, ids)
  }
}

/**
 * The run stays where it is, in view or not. The new words are combined with what the answer was before the message. Offered while the
 * message was the last that changed the answer, they are asked about where it was changed or removed since.
 */
async function correctTyped(
  ctx: TurnContext,
  { text, message = '', ...ids }: VisitIds & { text: string; message?: string },
): Promise<Outcome> {
  const meant = (run: Run) => typedAt(ctx, run, { visit: ids.visit, typed: text, base: beforeMessage(run, ids.visit, message) })
  const isLast = (run: Run) => !message || run.stamps[ids.visit]?.at(-1)?.activity === message
  const asked = await overtaken(ctx, ids, isLast, meant)
  if (asked) return asked
  const edit = (file: OpenRun): Notice | undefined => {
    const { run } = file
    const notice = correct(ctx, file, ids.visit, meant(run))
    return notice?.key === 'revised' ? { key: 'editApplied' } : notice
  }
  return editRun(ctx, ids, edit, { stay: inView(ctx)?.run === ids.run })
}

/** The step's answer before this message came. */
function beforeMessage(run: Run, visit: string, activity: string): AnswerValue | undefined {
  const own = answerAt(run, visit)
  const nth = run.stamps[visit]?.findIndex((stamp) => stamp.activity === activity) ?? -1
  if (own?.value && nth > 0) return [...own.history, own.value][nth - 1]
  const { [visit]: _itself, ...others } = run.session.answers
  const step = stepOf(run, visit)
  return step ? answerOf({ ...run.session, answers: others }, step)?.answer.value : undefined
}

async function answerForm(ctx: TurnContext, ids: VisitIds): Promise<Shown> {
  const { client, run } = await anyRun(ctx, ids)
  const given = answerAt(run, ids.visit)
  if (!given) return { replies: [say('refused.unknown-visit')] }
  return { replies: [answerReply(ctx, { client, run }, ids.visit, given)] }
}
