/** The end of a run: it moves to a file of its own; what was prepared becomes a card. */
import { answerOf } from '../../../engine/engine.ts'
import type { FinishedRun } from '../../../records/model.ts'
import type { TurnContext } from '../../../turn/context.ts'
import { writtenAgreements } from '../../../turn/file/digest.ts'
import { type Next, next, told } from '../../../turn/outcome.ts'
import type { OpenRun } from './open-run.ts'

export function closeRun(ctx: TurnContext, file: OpenRun): Next {
  const { draft, run, finishedRuns } = file
  draft.runs = draft.runs.filter((one) => one.id !== run.id)
  if (run.mode === 'prepare') return closePrepared(file)
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
  finishedRuns.finish({ ...run, model: 1, client: draft.id, finished } satisfies FinishedRun)
  return next('conversation.closed', { client: draft.id, run: run.id }, { ...told('finished'), focus: { client: draft.id } })
}

/** Adds what was chosen now to what was prepared earlier and not changed. */
function closePrepared({ draft, run }: OpenRun): Next {
  const answered = [...new Set(Object.values(run.session.answers).map((answer) => answer.step))].map((step) => {
    const { prompts = [], text } = answerOf(run.session, step)?.answer.value ?? {}
    return [step, { prompts, ...(text ? { text } : {}) }] as const
  })
  draft.prepared = { ...draft.prepared, [run.conversation]: { ...run.session.prepared, ...Object.fromEntries(answered) } }
  // The run's id shows a second tap on the last button what it led to.
  const card = { client: draft.id, conversation: run.conversation, run: run.id }
  return next('conversation.card', card, { ...told('finished'), focus: { client: draft.id } })
}
