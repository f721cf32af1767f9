/** The end of a conversation: it moves to a file of its own; what was prepared becomes a card. */

import { answerOf } from '../../../engine/engine.ts'
import type { ClientDocument, FinishedRun, Run } from '../../../records/model.ts'
import type { Change } from '../../../records/records.ts'
import { before, type Outcome, type TurnContext } from '../../../turn/context.ts'
import { openAgreements, writtenAgreements } from '../../../turn/file/digest.ts'
import { phaseOf } from '../../../turn/file/phase.ts'
import type { Reply } from '../../../turn/replies.ts'
import { conversationNs, itemRefs, promptRefs } from '../../../turn/texts.ts'
import { conversationOf, runRef } from './step-reply.ts'

/** A finished conversation moves to a file of its own; what was prepared becomes a card. */
export function closeRun(ctx: TurnContext, draft: ClientDocument, run: Run, tools: Change): Outcome {
  draft.runs = draft.runs.filter((one) => one.id !== run.id)
  if (run.mode === 'prepare') return closePrepared(ctx, draft, run)
  const finished = ctx.now().toISOString()
  const agreements = writtenAgreements(run.session).map((one) => ({
    ...one,
    id: ctx.records.newId(),
    conversation: run.conversation,
    run: run.id,
    by: ctx.user,
    at: finished,
  }))
  draft.agreements = [...draft.agreements, ...agreements]
  draft.finished = [...draft.finished, { id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished }]
  tools.finish({ ...run, model: 1, client: draft.id, finished } satisfies FinishedRun)
  const { discreet } = ctx.counsellor
  const client = { id: draft.id, alias: draft.alias }
  const closed: Reply = {
    view: 'closed',
    client,
    run: runRef(run),
    agreements: openAgreements(draft),
    country: draft.country,
    discreet,
    ...nextOf(ctx, draft, run),
  }
  return { replies: [before('finished', closed)], focus: { client: draft.id }, closed: { notice: { key: 'finished' } } }
}

/** The conversation that the client's phase asks for now, when it is another one. */
function nextOf(ctx: TurnContext, client: ClientDocument, run: Run): { next?: string } {
  const phase = phaseOf(ctx, client)
  return phase?.conversation && phase.conversation !== run.conversation ? { next: phase.conversation } : {}
}

/** What was chosen now, beside what was chosen at an earlier preparing and not changed. */
function closePrepared(ctx: TurnContext, draft: ClientDocument, run: Run): Outcome {
  const answered = [...new Set(Object.values(run.session.answers).map((answer) => answer.step))].map((step) => {
    const { prompts = [], text } = answerOf(run.session, step)?.answer.value ?? {}
    return [step, { prompts, ...(text ? { text } : {}) }] as const
  })
  draft.prepared = { ...draft.prepared, [run.conversation]: { ...run.session.prepared, ...Object.fromEntries(answered) } }
  return {
    replies: [before('finished', conversationCard(ctx, draft, run.conversation, run.id))],
    focus: { client: draft.id },
    closed: { notice: { key: 'finished' } },
  }
}

/** What was chosen beforehand, by step: the conversation card. */
export function conversationCard(ctx: TurnContext, client: ClientDocument, id: string, run = ''): Reply {
  const conversation = conversationOf(ctx, id)
  const prepared = client.prepared[id] ?? {}
  const ns = conversationNs(id)
  const steps = conversation.sections
    .flatMap((section) => section.steps)
    .flatMap((step) => {
      const own = prepared[step.id]
      if (!own) return []
      const prompts = promptRefs(ns, `steps.${step.id}.prompts`, step.prompts, () => true).filter((prompt) =>
        own.prompts.includes(prompt.id),
      )
      return prompts.length || own.text ? [{ step: step.id, prompts, ...(own.text ? { reminder: own.text } : {}) }] : []
    })
  return {
    view: 'conversation-card',
    client: { id: client.id, alias: client.alias },
    country: client.country,
    run: { id: run, conversation: id, mode: 'prepare' },
    goals: itemRefs(ctx.content, ns, 'goals', conversation.goals, () => true),
    steps,
    discreet: ctx.counsellor.discreet,
  }
}
