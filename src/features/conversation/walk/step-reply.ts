import type { Conversation, Step } from '../../../content/schema.ts'
import { answerOf, holds, position } from '../../../engine/engine.ts'
import { shapeOf } from '../../../engine/kinds/index.ts'
import type { AnswerValue } from '../../../engine/session.ts'
import type { ClientDocument, Run } from '../../../records/model.ts'
import type { TurnContext } from '../../../turn/context.ts'
import { digestOf } from '../../../turn/file/digest.ts'
import type { Reply, RunRef, StepView, TextRef } from '../../../turn/replies.ts'
import { conversationNs, factsFor, findStep, itemRefs, promptRefs } from '../../../turn/texts.ts'

/** Questions shown at once; the others on demand. */
const SHOWN = 3

export const runRef = ({ id, conversation, mode }: Run): RunRef => ({ id, conversation, mode })

/** The conversation that stands at a step now: not paused, not in a detour. */
export const atStep = (client: ClientDocument, run: string | undefined): Run | undefined =>
  client.runs.find((one) => one.id === run && one.session.status === 'running' && !one.session.detour)

/** Whether what the client says may be kept. In prepare mode the client says nothing: the notes are the counsellor's own. */
export const mayRecord = (client: ClientDocument, run: Run): boolean => client.consent.state === 'given' || run.mode === 'prepare'

export const conversationOf = (ctx: TurnContext, id: string): Conversation => {
  const conversation = ctx.content.conversations.get(id)
  if (!conversation) throw new Error(`dialogs/conversations: no conversation “${id}”`)
  return conversation
}

export const definitionOf = (ctx: TurnContext, id: string) => {
  const definition = ctx.definitions.get(id)
  if (!definition) throw new Error(`dialogs/conversations: no conversation “${id}”`)
  return definition
}

/** What a step offers now, chosen questions first. */
function offer(ctx: TurnContext, run: Run, step: Step) {
  const ns = conversationNs(run.conversation)
  const shows = (condition: Parameters<typeof holds>[0]) => holds(condition, run.session)
  const at = `steps.${step.id}`
  const chosen = run.session.prepared?.[step.id]?.prompts ?? []
  const all = promptRefs(ns, `${at}.prompts`, step.prompts, shows)
  const rank = (prompt: TextRef) => (chosen.includes(prompt.id) ? 0 : 1)
  return {
    prompts: all.toSorted((a, b) => rank(a) - rank(b)),
    tips: itemRefs(ctx.content, ns, `${at}.tips`, step.tips, shows),
    attention: itemRefs(ctx.content, ns, `${at}.attention`, step.attention, shows),
    chosen,
  }
}

/** The step where this conversation stands. Preparing shows everything there is; otherwise one tip and one point, the rest on demand. */
export function stepView(ctx: TurnContext, client: ClientDocument, run: Run): StepView {
  const { session } = run
  const conversation = conversationOf(ctx, run.conversation)
  const found = findStep(conversation, session.step)
  if (!found) throw new Error(`${run.conversation}: no step “${session.step}”`)
  const { step, section } = found
  const { prompts, tips, attention, chosen } = offer(ctx, run, step)
  const preparing = run.mode === 'prepare'
  const questions = preparing ? prompts : prompts.slice(0, Math.max(SHOWN, chosen.length))
  const few = <T>(all: T[]): T[] => (preparing ? all : all.slice(0, 1))
  const standing = answerOf(session, step.id)
  const { position: at, total } = position(definitionOf(ctx, run.conversation), session)
  const needsDigest = step.kind === 'summary' || step.kind === 'agreements'
  return {
    view: 'step',
    client: { id: client.id, alias: client.alias },
    country: client.country,
    run: runRef(run),
    section,
    step: step.id,
    kind: step.kind,
    visit: session.visit,
    position: at,
    total,
    prompts: questions,
    more: prompts.length - questions.length + tips.length - few(tips).length + attention.length - few(attention).length,
    chosen: preparing ? (standing?.answer.value?.prompts ?? chosen) : chosen,
    tips: few(tips),
    attention: few(attention),
    facts: factsFor(ctx.content, step.facts, client.country),
    ...shapeOf(step),
    ...earlierOf(run, step.id, standing?.answer.value),
    ...(!preparing && session.prepared?.[step.id]?.text ? { reminder: session.prepared[step.id]?.text } : {}),
    recording: mayRecord(client, run),
    consent: client.consent.state,
    canGoBack: session.way.length > 0,
    discreet: ctx.counsellor.discreet,
    ...(needsDigest && !preparing ? { digest: digestOf(ctx.content, client, run) } : {}),
  }
}

/** The answer that stands; while preparing again also what was chosen the time before. */
function earlierOf(run: Run, step: string, standing: AnswerValue | undefined): { earlier?: AnswerValue } {
  const before = run.mode === 'prepare' ? run.session.prepared?.[step] : undefined
  const earlier = standing ?? (before && { prompts: before.prompts, ...(before.text ? { text: before.text } : {}) })
  return earlier ? { earlier } : {}
}

/** The questions, tips and points of a step that were not shown at once. */
export function moreView(ctx: TurnContext, client: ClientDocument, run: Run): Reply {
  const found = findStep(conversationOf(ctx, run.conversation), run.session.step)
  if (!found) throw new Error(`${run.conversation}: no step “${run.session.step}”`)
  const { prompts, tips, attention, chosen } = offer(ctx, run, found.step)
  return {
    view: 'more',
    client: { id: client.id, alias: client.alias },
    country: client.country,
    run: runRef(run),
    step: found.step.id,
    visit: run.session.visit,
    prompts: prompts.slice(Math.max(SHOWN, chosen.length)),
    tips: tips.slice(1),
    attention: attention.slice(1),
  }
}
