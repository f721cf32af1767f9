/** What the client answered: recorded, changed, taken out. */
import { isDeepStrictEqual } from 'node:util'
import { answerOf } from '../engine/engine.ts'
import type { AnswerValue, Event, Input } from '../engine/session.ts'
import type { ClientDocument, Run } from '../records/model.ts'
import type { Change } from '../records/records.ts'
import { before, type Outcome, say, type TurnContext } from './context.ts'
import { anyRun, type RunIds, showAnswers } from './conversations.ts'
import { digestOf } from './digest.ts'
import { noticeOf, play, whereNow, withRun } from './play.ts'
import { changing } from './record.ts'
import type { Reply } from './replies.ts'
import { clientFor } from './rights.ts'
import { conversationOf, mayRecord, runRef, shapeOf } from './step-view.ts'
import { conversationNs, findStep } from './texts.ts'
import { answerFrom, answerTyped, isEmpty } from './values.ts'

export interface VisitIds extends RunIds {
  visit: string
}

/** The step that a visit showed. */
const stepOf = (run: Run, visit: string): string | undefined =>
  run.session.trail.find((one) => one.id === visit)?.step ?? run.session.answers[visit]?.step

/** In discreet mode a card does not show what stands in some boxes; left empty, those keep what they had. */
function withKept(value: AnswerValue, kept: string | undefined, standing: AnswerValue | undefined): AnswerValue {
  if (!kept || !standing) return value
  const hidden = new Set(kept.split(' ').map((id) => id.split('.')[0]))
  const name: Record<string, keyof AnswerValue> = {
    text: 'text',
    choice: 'choices',
    choices: 'choices',
    number: 'number',
    date: 'date',
    cell: 'cells',
    agreement: 'agreements',
    prompts: 'prompts',
  }
  const whole = { ...value } as Record<string, unknown>
  for (const id of hidden) {
    const part = id ? name[id] : undefined
    if (part && whole[part] === undefined && standing[part] !== undefined) whole[part] = standing[part]
  }
  return whole as AnswerValue
}

/**
 * Records an answer at a visit. Words of crisis bring the step plan up first: the answer is kept, the conversation waits at its step.
 * An untouched card moves on like a skip.
 */
export function answer(ctx: TurnContext, ids: VisitIds, value: AnswerValue, kept?: string): Promise<Outcome> {
  return withRun(ctx, ids, 'answered', (draft, run, tools) => answerIn(ctx, draft, run, tools, ids.visit, value, kept))
}

function answerIn(
  ctx: TurnContext,
  draft: ClientDocument,
  run: Run,
  tools: Change,
  visit: string,
  value: AnswerValue,
  kept?: string,
): Outcome {
  const step = stepOf(run, visit)
  const standing = step ? answerOf(run.session, step)?.answer.value : undefined
  const whole = withKept(value, kept, standing)
  // The same words again are how one goes on after the plan was read.
  const known = ctx.alarm.found && isDeepStrictEqual(whole, standing)
  const alarmed = ctx.alarm.found && !known ? play(ctx, run, { type: 'crisis' }) : []
  const input: Input = isEmpty(whole)
    ? { type: 'skip', visit }
    : { type: 'answer', visit, value: whole, ...(mayRecord(draft, run) ? {} : { withhold: true }) }
  const events = [...alarmed, ...play(ctx, run, input)]
  const outcome = whereNow(ctx, draft, run, tools, events)
  return {
    ...outcome,
    ...(known ? { alarm: 'known' as const } : {}),
    replies: [...personalWarning(ctx, draft, run, events, whole), ...outcome.replies],
  }
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

/** Masks the personal details in an answer; the unmasked words leave the history too. */
export function maskAnswer(ctx: TurnContext, ids: VisitIds): Promise<Outcome> {
  return withRun(ctx, ids, 'answer masked', (draft, run, tools) => {
    const standing = run.session.answers[ids.visit]
    if (!standing?.value) return { replies: [say('refused.no-answer')] }
    const masked = { ...standing, value: maskValue(ctx, standing.value), history: standing.history.map((value) => maskValue(ctx, value)) }
    run.session = { ...run.session, answers: { ...run.session.answers, [ids.visit]: masked } }
    draft.handled = []
    const { replies, focus } = whereNow(ctx, draft, run, tools, [])
    return { replies: replies.map((reply) => before('masked', reply)), focus, closed: { notice: { key: 'masked' } } }
  })
}

/** What was typed in the chat line during a conversation: an answer to the step it stands at. */
export function typedAnswer(ctx: TurnContext, ids: RunIds, typed: string): Promise<Outcome> {
  return withRun(ctx, ids, 'answered', (draft, run, tools) => {
    const { step: id, visit } = run.session
    const found = findStep(conversationOf(ctx, run.conversation), id)
    const steps = ctx.content.sentences[ctx.language][conversationNs(run.conversation)]?.steps
    const texts = typeof steps === 'object' ? steps[id] : undefined
    const options = typeof texts === 'object' ? texts.options : undefined
    const value =
      run.mode === 'prepare' || !found ? { text: typed } : answerTyped(found.step, typed, typeof options === 'object' ? options : undefined)
    return answerIn(ctx, draft, run, tools, visit, value)
  })
}

/** “Dit was mijn antwoord”: a command word taken from the chat line becomes the answer it was, and the conversation goes on from there. */
export function wasAnswer(ctx: TurnContext, ids: VisitIds, text: string): Promise<Outcome> {
  return withRun(ctx, ids, 'answered', (draft, run, tools) => {
    const waiting = run.session.status === 'paused' ? play(ctx, run, { type: 'resume' }) : []
    const back = run.session.detour === 'support' ? play(ctx, run, { type: 'return' }) : []
    const step = stepOf(run, ids.visit)
    const events = play(ctx, run, {
      type: 'answer',
      visit: ids.visit,
      value: { text },
      ...(mayRecord(draft, run) ? {} : { withhold: true }),
    })
    const refused = events.some((event) => event.type === 'refused')
    // The command may have walked away from that step: go back to it, and on from there with its answer standing.
    const there = refused || !step || events.some((event) => event.type === 'entered') ? [] : play(ctx, run, { type: 'jump', step })
    const on = there.length ? play(ctx, run, { type: 'skip', visit: run.session.visit }) : []
    return whereNow(
      ctx,
      draft,
      run,
      tools,
      [...waiting, ...back, ...events, ...there, ...on].filter((event) => event.type !== 'resumed' && event.type !== 'skipped'),
    )
  })
}

/** The form to change an answer given earlier, of a conversation in progress or finished. */
export async function answerForm(ctx: TurnContext, ids: VisitIds): Promise<Outcome> {
  await clientFor(ctx, ids.client, 'write')
  const { client, run } = await anyRun(ctx, ids)
  const given = run.session.answers[ids.visit]
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
      },
    ],
  }
}

/** Changes a run in progress or, once finished, its own file; then shows the answers again. */
async function editRun(ctx: TurnContext, ids: RunIds, did: string, edit: (draft: ClientDocument, run: Run) => Event[]): Promise<Outcome> {
  const { run: copy, finished } = await anyRun(ctx, ids)
  const outcome = await changing(ctx, ids.client, did, (draft, tools) => {
    const live = draft.runs.find((one) => one.id === ids.run)
    const run = live ?? structuredClone(copy)
    const events = edit(draft, run)
    if (!live && finished) tools.rewrite(run as Parameters<Change['rewrite']>[0])
    const notice = noticeOf(events)
    const view: Reply = {
      view: 'answers',
      client: { id: draft.id, alias: draft.alias },
      run: runRef(run),
      digest: digestOf(ctx.content, draft, run),
      finished: !live,
      discreet: ctx.counsellor.discreet,
    }
    const replies = notice ? [{ ...view, before: notice }] : [view]
    return {
      replies,
      ...(notice ? { closed: { notice } } : {}),
      ...(live?.session.detour === 'crisis' ? { focus: { client: draft.id, run: run.id } } : {}),
    }
  })
  return outcome
}

export function saveAnswer(ctx: TurnContext, ids: VisitIds, data: Record<string, unknown>, kept?: string): Promise<Outcome> {
  return editRun(ctx, ids, 'answer changed', (draft, run) => {
    if (!mayRecord(draft, run)) return [{ type: 'answered', step: '', visit: ids.visit, withheld: true }]
    const value = withKept(answerFrom(data), kept, run.session.answers[ids.visit]?.value)
    return play(ctx, run, { type: 'answer', visit: ids.visit, value })
  })
}

/** Asks first; then the words leave the file, earlier versions of them too. */
export async function removeAnswer(ctx: TurnContext, ids: VisitIds, sure: boolean): Promise<Outcome> {
  if (!sure) {
    await clientFor(ctx, ids.client, 'write')
    const cancel = { action: 'answers', data: { client: ids.client, run: ids.run } }
    return { replies: [{ view: 'confirm', what: 'removeAnswer', action: 'answer.remove', data: { ...ids, sure: 'yes' }, cancel }] }
  }
  return editRun(ctx, ids, 'answer removed', (draft, run) => {
    // Retries of the turns that showed these words must not bring them back.
    draft.handled = []
    return play(ctx, run, { type: 'remove', visit: ids.visit })
  })
}

export { showAnswers }
