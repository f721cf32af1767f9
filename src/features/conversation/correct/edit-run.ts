/** Corrections to what was recorded: in a conversation in progress, or in the file of a finished one. */
import type { ClientDocument, FinishedRun, Run } from '../../../records/model.ts'
import { before, type Outcome, type TurnContext } from '../../../turn/context.ts'
import { writtenAgreements } from '../../../turn/file/digest.ts'
import { changing } from '../../../turn/record.ts'
import type { Notice } from '../../../turn/replies.ts'
import { anyRun, type RunIds } from '../walk/conversations.ts'
import { answersView, play, whereNow } from '../walk/play.ts'

/** Somebody else wrote this finished conversation again between our reading and writing: read it once more. */
class Outdated extends Error {}

/** Corrections that meet another one so often in a row are no accident. */
const MOST_TRIES = 5

const versionOf = (client: ClientDocument, run: string): number | undefined => {
  const line = client.finished.find((one) => one.id === run)
  return line && (line.version ?? 1)
}

/**
 * Changes a run in progress or, once finished, its own file; then shows the answers again. New words of crisis bring the plan up, and a
 * conversation in progress waits.
 * @param edit gives the line that says what happened
 * @param options `forget`: earlier replies may hold words that left the file, so that no retry may bring them back
 */
export async function editRun(
  ctx: TurnContext,
  ids: RunIds,
  did: string,
  edit: (draft: ClientDocument, run: Run) => Notice | undefined,
  options: { forget?: boolean } = {},
): Promise<Outcome> {
  for (let tried = 1; ; tried++) {
    const { client, run: copy, finished } = await anyRun(ctx, ids)
    const version = versionOf(client, ids.run)
    try {
      return await changing(ctx, ids.client, did, (draft, tools) => {
        const live = draft.runs.find((one) => one.id === ids.run)
        if (!live && (!finished || versionOf(draft, ids.run) !== version)) throw new Outdated()
        const run = live ?? structuredClone(copy)
        const notice = edit(draft, run)
        // The same words again were read with the plan before.
        const alarmed = ctx.alarm.found && notice?.key !== 'unchanged'
        if (live && alarmed) play(ctx, live, { type: 'crisis' })
        if (options.forget) draft.handled = []
        if (!live) {
          keepAgreements(ctx, draft, run)
          tools.rewrite(run as FinishedRun)
        }
        const told: Pick<Outcome, 'closed' | 'forget'> = {
          ...(notice ? { closed: { notice } } : {}),
          ...(options.forget ? { forget: true } : {}),
        }
        if (live && alarmed) {
          const plan = whereNow(ctx, draft, live, tools, [])
          return { ...plan, ...told, replies: plan.replies.map((reply) => before(notice?.key, reply)) }
        }
        const view = answersView(ctx, draft, run, !live)
        return { replies: [notice ? { ...view, before: notice } : view], ...told }
      })
    } catch (error) {
      if (!(error instanceof Outdated) || tried === MOST_TRIES) throw error
    }
  }
}

/** The agreements of a finished conversation follow its corrected answers; those that stay keep whether they were done. */
function keepAgreements(ctx: TurnContext, draft: ClientDocument, run: Run): void {
  const all = writtenAgreements(run.session)
  const own = draft.agreements.filter((one) => one.run === run.id)
  const stamp = { by: ctx.user, at: ctx.now().toISOString() }
  const now = all.map((written, index) => {
    const same = own.find((one) => one.text === written.text && one.due === written.due)
    // Reworded in the same place: still the same agreement.
    const reworded = own.length === all.length ? own[index] : undefined
    const kept = same ?? reworded
    return kept
      ? { ...kept, text: written.text, due: written.due }
      : { ...written, id: ctx.records.newId(), conversation: run.conversation, run: run.id, ...stamp }
  })
  draft.agreements = [...draft.agreements.filter((one) => one.run !== run.id), ...now]
}
