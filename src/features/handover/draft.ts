/** What a handover note is drafted from; the view puts it into words, which the counsellor edits. */
import { answerOf } from '../../engine/engine.ts'
import type { AnswerValue } from '../../engine/session.ts'
import type { AgreementLine } from '../../page/refs.ts'
import type { ClientDocument, Run } from '../../records/model.ts'
import type { TurnContext } from '../../turn/context.ts'
import { openAgreements } from '../../turn/file/digest.ts'

export interface HandoverDraft {
  country: string
  /** Finished or in progress, oldest first. */
  conversations: { conversation: string; date: string; finished: boolean }[]
  /** What the client said at the steps marked for a handover. */
  answers: { about: 'motives' | 'expectations'; conversation: string; date: string; step: string; value: AnswerValue }[]
  agreements: AgreementLine[]
}

/** The values of the handover form. */
export interface HandoverValues {
  /** Entra object id of the receiver. */
  person: string
  /** Absent: the draft. */
  note?: string
  /** The client agreed, on `date` (YYYY-MM-DD). */
  agreed: boolean
  date: string
  withPrivate: boolean
}

/**
 * Which conversations were held, what was said at the steps marked for a handover, and what is still agreed (TP, D: wat een collega moet
 * weten).
 */
export async function draftOf(ctx: TurnContext, client: ClientDocument): Promise<HandoverDraft> {
  const held = client.finished.filter((line) => line.mode !== 'prepare')
  const running = client.runs.filter((run) => run.mode !== 'prepare')
  const conversations = [
    ...held.map(({ conversation, date }) => ({ conversation, date, finished: true })),
    ...running.map(({ conversation, date }) => ({ conversation, date, finished: false })),
  ]
  const marked = (id: string) =>
    (ctx.content.conversations.get(id)?.sections ?? []).some(({ steps }) => steps.some((step) => step.handover))
  const all: Run[] = []
  for (const line of held) if (marked(line.conversation)) all.push(await ctx.records.finishedRun(ctx.user, client.id, line.id))
  all.push(...running)
  const answers = all.flatMap((run) => answersIn(ctx, run))
  return {
    country: client.country,
    conversations: conversations.toSorted((a, b) => a.date.localeCompare(b.date)),
    answers: answers.toSorted((a, b) => a.date.localeCompare(b.date)),
    agreements: openAgreements(client),
  }
}

function answersIn(ctx: TurnContext, run: Run): HandoverDraft['answers'] {
  const steps = (ctx.content.conversations.get(run.conversation)?.sections ?? []).flatMap((section) => section.steps)
  return steps.flatMap((step) => {
    const value = step.handover && answerOf(run.session, step.id)?.answer.value
    return value && step.handover ? [{ about: step.handover, conversation: run.conversation, date: run.date, step: step.id, value }] : []
  })
}
