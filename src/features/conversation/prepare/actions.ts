/** A run before its first step: how, when, where and with whom; its opening; the card of what was prepared. */
import { MODES, type Mode } from '../../../content/schema.ts'
import { start } from '../../../engine/engine.ts'
import { refOf } from '../../../page/refs.ts'
import type { ClientDocument, FinishedRun, Run } from '../../../records/model.ts'
import { change, NotInProgress } from '../../../turn/change.ts'
import { inView, type TurnContext, today } from '../../../turn/context.ts'
import { Field, Id, inClient, inRun } from '../../../turn/data.ts'
import { runs, shows } from '../../../turn/feature.ts'
import { digestOf, openAgreements } from '../../../turn/file/digest.ts'
import { conversationsFit } from '../../../turn/file/phase.ts'
import { conversationOf, definitionOf, factsOf, newFor, type Ordered, runRef } from '../../../turn/file/runs.ts'
import { anyRun } from '../../../turn/finished.ts'
import { type FormNow, filledOf } from '../../../turn/form.ts'
import { next, type Outcome, type Shown } from '../../../turn/outcome.ts'
import { type ReplyOf, say, unknownAction } from '../../../turn/reply.ts'
import { clientFor, readOnlyMark } from '../../../turn/rights.ts'
import { conversationNs, itemRefs, promptRefs } from '../../../turn/texts.ts'
import { editRun } from '../correct/edit-run.ts'
import { takeUp } from '../walk/actions.ts'
import { stepReply } from '../walk/step-reply.ts'
import { type ConversationAbout, cleanAbout, newRun } from './new-run.ts'

const About = { date: Field, place: Field, present: Field, interpreter: Field }

export const actions = {
  /** Asks how, when, where and with whom it will be held. */
  'conversation.new': shows({
    right: 'write',
    data: inClient.extend({ conversation: Id }),
    show: (ctx, { conversation }, client) => form(ctx, client, conversation),
  }),
  'conversation.start': shows({
    right: 'write',
    did: 'conversation started',
    data: inClient.extend({ conversation: Id, mode: Field, ...About }),
    async form(ctx, { client, conversation }) {
      const file = await clientFor(ctx, client, 'write')
      return formNow(form(ctx, file, conversation))
    },
    show(ctx, { client: _id, conversation, mode, ...about }, client) {
      const wanted = MODES.find((one) => one === mode)
      if (wanted && ctx.content.conversations.has(conversation)) return begin(ctx, client, { conversation, mode: wanted, about })
      const { replies, ...at } = form(ctx, client, conversation)
      return { ...at, replies: replies.map((reply) => ({ ...reply, filled: { boxes: filledOf(about) } })) }
    },
  }),
  /** The previous summary, open agreements and goals; then the first step. */
  'conversation.opening': shows({ right: 'write', data: inRun, show: opening }),
  /** The form to change when, where and with whom, also of a finished run. */
  'conversation.edit': shows({
    right: 'write',
    data: inRun,
    async show(ctx, ids, client) {
      const { run } = await anyRun(ctx, ids)
      return form(ctx, client, run.conversation, run)
    },
  }),
  'conversation.update': runs({
    right: 'write',
    did: 'conversation changed',
    data: inRun.extend(About),
    async form(ctx, ids) {
      const { client, run } = await anyRun(ctx, ids)
      const now = formNow(form(ctx, client, run.conversation, run))
      return now && { ...now, edits: true }
    },
    run: (ctx, { client, run, ...about }) =>
      editRun(
        ctx,
        { client, run },
        (file) => {
          Object.assign(file.run, changes(ctx, about))
          file.draft.finished = file.draft.finished.map((line) => (line.id === run ? { ...line, date: file.run.date } : line))
          return { key: 'clientUpdated' }
        },
        { stay: true },
      ),
  }),
  /** The result of preparing: the chosen questions by step. `run`: the prepare run that led here. */
  'conversation.card': shows({
    right: 'read',
    look: true,
    data: inClient.extend({ conversation: Id, run: Id.optional() }),
    async show(ctx, { conversation }, client) {
      if (!ctx.content.conversations.has(conversation)) return { replies: [unknownAction()] }
      const ordered = newFor(client, conversation, await formerOf(ctx, client))
      return { replies: [{ ...card(ctx, client, ordered), ...readOnlyMark(ctx, client) }] }
    },
  }),
}

/** The form itself, where there is one: a line says why not. */
function formNow({ replies: [reply] }: Shown): FormNow | undefined {
  return reply?.view === 'conversation-form' ? { reply } : undefined
}

/** @param run an existing run, in progress or finished; absent for a new one */
function form(ctx: TurnContext, client: ClientDocument, id: string, run?: Run): Shown {
  const conversation = ctx.content.conversations.get(id)
  if (!conversation) return { replies: [unknownAction()] }
  if (!run && !conversationsFit(ctx, client)) return noneFits(client.id)
  const values = run
    ? { date: run.date, place: run.place, present: run.present, interpreter: run.interpreter, mode: run.mode }
    : { date: today(ctx), place: '', present: '', interpreter: '', mode: 'afterwards' as Mode }
  const reply: ReplyOf<'conversation-form'> = {
    view: 'conversation-form',
    client: refOf(client),
    country: client.country,
    conversation: id,
    modes: run ? [run.mode] : [...MODES],
    values,
    run: run?.id,
    moments: itemRefs(ctx.content, conversationNs(id), 'moments', conversation.moments),
    consent: client.consent.state,
    discreet: ctx.counsellor.discreet,
  }
  return { replies: [reply], focus: { client: client.id, run: run?.id, away: true } }
}

const noneFits = (client: string): Shown => ({
  replies: [say('noConversationFits', undefined, [{ action: 'client.open', data: { client } }])],
})

/** While discreet the form does not show its values: a box left empty keeps its value. */
function changes(ctx: TurnContext, about: Partial<ConversationAbout>): Partial<ConversationAbout> {
  const given = Object.entries(cleanAbout(about))
  return Object.fromEntries(ctx.counsellor.discreet ? given.filter(([, value]) => value) : given)
}

/** Starts a run, or resumes one of the same conversation and mode that is in progress. */
async function begin(
  ctx: TurnContext,
  client: ClientDocument,
  { conversation, mode, about }: { conversation: string; mode: Mode; about: Partial<ConversationAbout> },
): Promise<Outcome> {
  if (!conversationsFit(ctx, client)) return noneFits(client.id)
  const former = await formerOf(ctx, client)
  return change(ctx, client.id, (file) => {
    const { draft } = file
    const open = draft.runs.find((one) => one.conversation === conversation && one.mode === mode)
    if (open) {
      // What was filled in on the form of a new one is about this one; what it says already stays.
      const missing = Object.entries(cleanAbout(about)).filter(([key, value]) => value && !open[key as keyof ConversationAbout])
      Object.assign(open, Object.fromEntries(missing))
      return takeUp(ctx, { ...file, run: open }, inView(ctx)?.run === open.id ? 'alreadyDone' : 'resumed')
    }
    // Preparing again continues from what was chosen before.
    const { session } = start(definitionOf(ctx, newFor(draft, conversation, former)), factsOf(draft), mode, draft.prepared[conversation])
    const run = newRun(ctx, session, cleanAbout(about))
    draft.runs = [...draft.runs, run]
    return next('conversation.opening', { client: draft.id, run: run.id }, { closed: { notice: { key: 'started' } } })
  })
}

/** The conversation held last with this client. */
const lastHeld = async (ctx: TurnContext, { id, finished }: ClientDocument): Promise<FinishedRun | undefined> => {
  const last = finished.at(-1)
  return last && ctx.records.finishedRun(ctx.user, id, last.id)
}

/** Where it cannot be read, where the client began is not known; the opening says what is wrong with it. */
const formerOf = (ctx: TurnContext, client: ClientDocument): Promise<FinishedRun | undefined> =>
  lastHeld(ctx, client).catch(() => undefined)

async function opening(ctx: TurnContext, ids: { run: string }, client: ClientDocument): Promise<Shown> {
  const run = client.runs.find((one) => one.id === ids.run)
  if (!run) throw new NotInProgress(false)
  const conversation = conversationOf(ctx, run)
  const ns = conversationNs(run.conversation)
  // The summary of the last finished conversation opens the next one (TP, E: samenvatting als basis).
  const former = await lastHeld(ctx, client)
  const reply: ReplyOf<'opening'> = {
    view: 'opening',
    client: refOf(client),
    country: client.country,
    run: runRef(run),
    goals: itemRefs(ctx.content, ns, 'goals', conversation.goals),
    attention: run.mode === 'prepare' ? itemRefs(ctx.content, ns, 'attention', conversation.attention) : [],
    former: former && digestOf(ctx.content, client, former),
    agreements: openAgreements(client),
    discreet: ctx.counsellor.discreet,
  }
  return { replies: [reply, stepReply(ctx, client, run)], focus: { client: client.id, run: run.id } }
}

/** The prepared questions, by step. */
function card(ctx: TurnContext, client: ClientDocument, ordered: Ordered): ReplyOf<'conversation-card'> {
  const { conversation: id } = ordered
  const conversation = conversationOf(ctx, ordered)
  const prepared = client.prepared[id] ?? {}
  const ns = conversationNs(id)
  const steps = conversation.sections
    .flatMap((section) => section.steps)
    .flatMap((step) => {
      const own = prepared[step.id]
      if (!own) return []
      const prompts = promptRefs(ns, `steps.${step.id}.prompts`, step.prompts).filter((prompt) => own.prompts.includes(prompt.id))
      return prompts.length || own.text ? [{ step: step.id, prompts, reminder: own.text }] : []
    })
  return {
    view: 'conversation-card',
    client: refOf(client),
    country: client.country,
    conversation: id,
    goals: itemRefs(ctx.content, ns, 'goals', conversation.goals),
    steps,
    discreet: ctx.counsellor.discreet,
  }
}
