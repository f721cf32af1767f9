/** What the client answered: recorded, changed, taken out. */
import { isDeepStrictEqual } from 'node:util'
import { answerOf } from '../engine/engine.ts'
import type { Answer, AnswerValue, Event } from '../engine/session.ts'
import type { ClientDocument, Run } from '../records/model.ts'
import type { Change } from '../records/records.ts'
import { before, type Outcome, say, type TurnContext } from './context.ts'
import { anyRun, type RunIds, showAnswers } from './conversations.ts'
import { editRun } from './edit-run.ts'
import { keepNote } from './notes.ts'
import { noticeOf, play, whereNow, withRun } from './play.ts'
import type { Notice, Reply } from './replies.ts'
import { clientFor } from './rights.ts'
import { conversationOf, mayRecord, runRef, shapeOf } from './step-view.ts'
import { findStep } from './texts.ts'
import { typedValue } from './typed-value.ts'
import { answerFrom, isEmpty, withKept } from './values.ts'

export interface VisitIds extends RunIds {
  visit: string
}

/** The step that a visit showed. */
const stepOf = (run: Run, visit: string): string | undefined =>
  run.session.trail.find((one) => one.id === visit)?.step ?? answerAt(run, visit)?.step

/**
 * Records an answer at a visit. Words of crisis bring the step plan up first: the answer is kept, the conversation waits at its step.
 * An untouched card moves on like a skip. A card of a conversation finished meanwhile corrects its answer there.
 */
export function answer(ctx: TurnContext, ids: VisitIds, data: Record<string, unknown>): Promise<Outcome> {
  const work = (draft: ClientDocument, run: Run, tools: Change): Outcome =>
    answerIn(ctx, draft, run, tools, ids.visit, answerFrom(withKept(data, keptIn(data), standingAt(run, ids.visit))))
  return withRun(ctx, ids, 'answered', work, () => saveAnswer(ctx, ids, data))
}

const keptIn = ({ kept }: Record<string, unknown>): string | undefined => (typeof kept === 'string' ? kept : undefined)

/** What stands for the step that a visit showed. */
function standingAt(run: Run, visit: string): AnswerValue | undefined {
  const step = stepOf(run, visit)
  return step ? answerOf(run.session, step)?.answer.value : undefined
}

function answerIn(ctx: TurnContext, draft: ClientDocument, run: Run, tools: Change, visit: string, value: AnswerValue): Outcome {
  const standing = standingAt(run, visit)
  // The same words again are how one goes on after the plan was read.
  const known = ctx.alarm.found && isDeepStrictEqual(value, standing)
  const alarmed = ctx.alarm.found && !known ? play(ctx, run, { type: 'crisis' }) : []
  const events = [...alarmed, ...given(ctx, draft, run, visit, value)]
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

/** The answer as it may be kept: without consent only that the step was walked. Nothing at all is a skip. */
function given(ctx: TurnContext, draft: ClientDocument, run: Run, visit: string, value: AnswerValue): Event[] {
  if (isEmpty(value)) return [...(run.mode === 'prepare' ? unchosen(ctx, run, visit) : []), ...play(ctx, run, { type: 'skip', visit })]
  return play(ctx, run, { type: 'answer', visit, value, ...(mayRecord(draft, run) ? {} : { withhold: true }) })
}

/** While preparing, a card left empty means that nothing is taken along from this step, also what was chosen before. */
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

/** Every piece of text in an answer. */
export function textsIn(value: AnswerValue): string[] {
  const cells = Object.values(value.cells ?? {}).flatMap((row) => Object.values(row))
  return [value.text ?? '', ...cells, ...(value.agreements ?? []).map((one) => one.text)].filter(Boolean)
}

/** A kind word where a telephone number, a file number ... was written down, with the choice to mask it. Never blocks. */
function personalWarning(ctx: TurnContext, draft: ClientDocument, run: Run, events: Event[], value: AnswerValue): Reply[] {
  const kept = events.find((event) => (event.type === 'answered' && !event.withheld) || event.type === 'revised')
  const count = textsIn(value).reduce((sum, text) => sum + ctx.personal(text).count, 0)
  if (!kept || !('visit' in kept) || !count) return []
  return [say('personalData', { count }, [{ action: 'answer.mask', data: { client: draft.id, run: run.id, visit: kept.visit } }])]
}

const maskValue = (ctx: TurnContext, value: AnswerValue): AnswerValue => {
  const mask = (text: string) => ctx.personal(text).masked
  const cells =
    value.cells &&
    Object.fromEntries(
      Object.entries(value.cells).map(([row, columns]) => [
        row,
        Object.fromEntries(Object.entries(columns).map(([id, text]) => [id, mask(text)])),
      ]),
    )
  return {
    ...value,
    ...(value.text ? { text: mask(value.text) } : {}),
    ...(cells ? { cells } : {}),
    ...(value.agreements ? { agreements: value.agreements.map((one) => ({ ...one, text: mask(one.text) })) } : {}),
  }
}

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

/** The answer given at a visit; a visit's id came from a card and may be any word. */
const answerAt = (run: Run, visit: string): Answer | undefined =>
  Object.hasOwn(run.session.answers, visit) ? run.session.answers[visit] : undefined

/** What a typed line means at the step of this visit, on top of what stands there. */
function typedAt(ctx: TurnContext, run: Run, visit: string, typed: string, base: AnswerValue | undefined): AnswerValue {
  const id = stepOf(run, visit)
  const found = id ? findStep(conversationOf(ctx, run.conversation), id) : undefined
  // While preparing the typed words are the counsellor's reminder, beside the questions chosen.
  if (run.mode === 'prepare' || !found) return { ...(base?.prompts ? { prompts: base.prompts } : {}), text: typed }
  return typedValue(ctx.content, run.conversation, found.step, typed, base)
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
    const events = given(ctx, draft, run, ids.visit, typedAt(ctx, run, ids.visit, text, standingAt(run, ids.visit)))
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

/** The command may have walked away from the step: back to it, and on from there with its answer standing. */
function walkOnFrom(ctx: TurnContext, run: Run, visit: string, events: readonly Event[]): Event[] {
  const step = stepOf(run, visit)
  if (!step || events.some((event) => event.type === 'entered')) return []
  const there = play(ctx, run, { type: 'jump', step })
  // Hidden meanwhile: the answer is kept, and the conversation stays where it is.
  if (there.some((event) => event.type === 'refused')) return []
  return [...there, ...play(ctx, run, { type: 'skip', visit: run.session.visit })]
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
    found && run.mode !== 'prepare'
      ? { kind: found.step.kind, ...shapeOf(found.step) }
      : { kind: 'ask' as const, options: [], rows: [], columns: [] }
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

export { showAnswers }
