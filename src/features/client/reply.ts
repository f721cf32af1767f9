import { dayOf } from '../../content/days.ts'
import type { PersonRef } from '../../page/refs.ts'
import { refOf } from '../../page/refs.ts'
import { rightOf } from '../../records/access.ts'
import type { ClientDocument } from '../../records/model.ts'
import type { TurnContext } from '../../turn/context.ts'
import { openAgreements } from '../../turn/file/digest.ts'
import { conversationsFit, phaseOf } from '../../turn/file/phase.ts'
import { runLine } from '../../turn/file/runs.ts'
import type { ReplyOf } from '../../turn/reply.ts'
import { readOnlyMark } from '../../turn/rights.ts'
import { fieldsOf } from './form.ts'

/**
 * The client's file at a glance: what fits the phase, what is in progress, what was agreed.
 * @param more `owner`: whose file it is, if it is somebody else's
 */
export function clientReply(ctx: TurnContext, client: ClientDocument, { owner }: { owner?: PersonRef } = {}): ReplyOf<'client'> {
  const partner = client.partnerFile ? ctx.counsellor.clients.find((entry) => entry.id === client.partnerFile) : undefined
  const right = rightOf(client, ctx.user)
  const phase = phaseOf(ctx, client)
  return {
    view: 'client',
    client: refOf(client),
    fields: fieldsOf(client),
    consentDate: client.consent.at && dayOf(client.consent.at),
    partnerFile: partner && refOf(partner),
    fitting: phase?.conversation,
    also: phase?.also ?? [],
    noneFits: !conversationsFit(ctx, client),
    running: client.runs.map((run) => runLine(ctx, run)),
    finished: client.finished
      .map((line) => ({ id: line.id, conversation: line.conversation, mode: line.mode, status: 'finished' as const, date: line.date }))
      .toReversed(),
    prepared: Object.keys(client.prepared),
    agreements: openAgreements(client),
    discreet: ctx.counsellor.discreet,
    shared: right === 'owner' ? undefined : right,
    owner,
    sharedWith: right === 'owner' ? client.shares.length : undefined,
    offered: right === 'owner' ? client.handover?.at : undefined,
    ...readOnlyMark(ctx, client),
  }
}
