import type { ResidenceOption } from '../../../content/kinds.ts'
import type { Step, StepKind } from '../../../content/schema.ts'
import { answerOf, holds, position } from '../../../engine/engine.ts'
import { shapeOf } from '../../../engine/kinds/index.ts'
import type { AnswerValue } from '../../../engine/session.ts'
import { type ClientRef, type RunRef, refOf, type TextRef } from '../../../page/refs.ts'
import { headOf } from '../../../records/audit.ts'
import type { ClientDocument, Consent, Run } from '../../../records/model.ts'
import { mayKeep } from '../../../turn/change.ts'
import type { TurnContext } from '../../../turn/context.ts'
import { type Digest, digestOf } from '../../../turn/file/digest.ts'
import { conversationOf, definitionOf, runRef } from '../../../turn/file/runs.ts'
import { removedAt } from '../../../turn/play.ts'
import type { ReplyOf } from '../../../turn/reply.ts'
import { conversationNs, factsFor, findStep, itemRefs, promptRefs } from '../../../turn/texts.ts'
import { shownAt } from './visits.ts'

/** Questions shown at once; the rest on demand. */
const SHOWN = 3

export interface StepReply {
  client: ClientRef
  country: string
  run: RunRef
  section: string
  step: string
  kind: StepKind
  visit: string
  /** The residence option that comes first where a sentence lists them. */
  first?: ResidenceOption
  position: number
  total: number
  /** Shown now. */
  prompts: TextRef[]
  /** How many more questions, tips and attention points `more` would show. */
  more: number
  /** Prompt ids chosen in prepare mode. */
  chosen: string[]
  tips: TextRef[]
  attention: TextRef[]
  /** Fact ids. */
  facts: string[]
  /** Its choice decides how the conversation goes on, with or without consent. */
  routes: boolean
  options: string[]
  rows: string[]
  columns: string[]
  scale?: { min: number; max: number }
  /** The current answer to this step, ready to change. */
  earlier?: AnswerValue
  /** How often an answer to this step was taken out. */
  removed?: number
  /** The counsellor's reminder from prepare mode. */
  reminder?: string
  /** Where the file is (`headOf`). */
  since?: string
  /** False: no consent (yet). The steps can be taken, but nothing the client says is kept. */
  recording: boolean
  consent: Consent['state']
  canGoBack: boolean
  discreet: boolean
  /** For `summary`: what was said so far. For `agreements`: those made so far. */
  digest?: Digest
  /** Instruments that the content offers at this step. */
  instruments: string[]
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

/** The run's current step. Preparing shows everything; otherwise one tip and one attention point, the rest on demand. */
export function stepReply(ctx: TurnContext, client: ClientDocument, run: Run): ReplyOf<'step'> {
  const { session } = run
  const conversation = conversationOf(ctx, run)
  const found = findStep(conversation, session.step)
  if (!found) throw new Error(`${run.conversation}: no step “${session.step}”`)
  const { step, section } = found
  const { prompts, tips, attention, chosen } = offer(ctx, run, step)
  const preparing = run.mode === 'prepare'
  const questions = preparing ? prompts : prompts.slice(0, Math.max(SHOWN, chosen.length))
  const few = <T>(all: T[]): T[] => (preparing ? all : all.slice(0, 1))
  const standing = answerOf(session, step.id)
  const definition = definitionOf(ctx, run)
  const { position: at, total } = position(definition, session)
  const needsDigest = step.kind === 'summary' || step.kind === 'agreements'
  return {
    view: 'step',
    client: refOf(client),
    country: client.country,
    run: runRef(run),
    section,
    step: step.id,
    kind: step.kind,
    visit: session.visit,
    first: session.first,
    position: at,
    total,
    prompts: questions,
    more: prompts.length - questions.length + tips.length - few(tips).length + attention.length - few(attention).length,
    chosen: preparing ? (standing?.answer.value?.prompts ?? chosen) : chosen,
    tips: few(tips),
    attention: few(attention),
    facts: factsFor(ctx.content, step.facts, client.country),
    instruments: preparing ? [] : step.instruments,
    routes: definition.routing.has(step.id),
    ...shapeOf(step),
    earlier: shownAt(run, session.visit),
    removed: removedAt(run, step.id),
    reminder: preparing ? undefined : session.prepared?.[step.id]?.text,
    since: headOf(client),
    recording: mayKeep('client', client, run.mode),
    consent: client.consent.state,
    canGoBack: session.way.length > 0,
    discreet: ctx.counsellor.discreet,
    digest: needsDigest && !preparing ? digestOf(ctx.content, client, run) : undefined,
  }
}

/** The questions, tips and attention points that the step did not show at first. */
export function moreReply(ctx: TurnContext, client: ClientDocument, run: Run): ReplyOf<'more'> {
  const found = findStep(conversationOf(ctx, run), run.session.step)
  if (!found) throw new Error(`${run.conversation}: no step “${run.session.step}”`)
  const { prompts, tips, attention, chosen } = offer(ctx, run, found.step)
  return {
    view: 'more',
    client: refOf(client),
    country: client.country,
    run: runRef(run),
    step: found.step.id,
    visit: run.session.visit,
    prompts: prompts.slice(Math.max(SHOWN, chosen.length)),
    tips: tips.slice(1),
    attention: attention.slice(1),
  }
}
