import { audit } from '../records/audit.ts'
import type { ClientDocument } from '../records/model.ts'
import type { Change } from '../records/records.ts'
import type { Outcome, TurnContext } from './context.ts'
import { rememberShown } from './shown.ts'

/** As many as a channel could still retry; each holds a reply, so the document stays small. */
const KEPT = 4

/**
 * Changes a client's file: the work, the audit line and the handled activity in one write. A retry of an activity handled before changes
 * nothing and gets the earlier outcome.
 * @param did what the audit says was done; never content
 * @throws NoAccess, StoreUnavailable, DamagedFile
 */
export function changing(
  ctx: TurnContext,
  client: string,
  did: string,
  work: (draft: ClientDocument, tools: Change) => Outcome,
): Promise<Outcome> {
  return ctx.records.changeClient(ctx.user, client, (draft, tools) => record(ctx, draft, did, () => work(draft, tools)))
}

/** Does the work unless this activity was handled before, and puts the audit line and the outcome into the same document. */
function record(ctx: TurnContext, draft: ClientDocument, did: string, work: () => Outcome): Outcome {
  const { id: activity, channel, conversation } = ctx.turn
  const earlier = handledIn(ctx, draft)
  if (earlier) return earlier
  const { counsellor: change, ...outcome } = work()
  rememberShown(draft, ctx.turn)
  audit(draft, { by: ctx.user, at: ctx.now().toISOString(), did, channel })
  draft.handled = [...draft.handled, { activity, conversation: conversation.id, result: outcome }].slice(-KEPT)
  return change ? { ...outcome, counsellor: change } : outcome
}

/** What was answered to this very activity before, if this file says it was handled. */
export function handledIn({ turn }: TurnContext, client: ClientDocument): Outcome | undefined {
  const earlier = client.handled.find(({ activity, conversation }) => activity === turn.id && conversation === turn.conversation.id)
  return earlier?.result as Outcome | undefined
}
