import { rightOf } from '../../records/access.ts'
import type { ClientDocument } from '../../records/model.ts'
import type { Outcome, TurnContext } from '../../turn/context.ts'
import { openAgreements } from '../../turn/file/digest.ts'
import { phaseOf, talksFit } from '../../turn/file/phase.ts'
import type { PersonRef, Reply } from '../../turn/replies.ts'
import { runLine } from '../home/home.ts'
import { fieldsOf } from './form.ts'

/** At this client's page; the conversation of theirs that was last in view can be taken up from home. */
export const awayAt = ({ counsellor: { focus } }: TurnContext, client: string): Outcome['focus'] => ({
  ...(focus?.client === client ? focus : { client }),
  away: true,
})

/**
 * The client's file at a glance: what fits the phase, what is in progress, what was agreed.
 * @param more what stands elsewhere: whose file it is
 */
export function clientView(ctx: TurnContext, client: ClientDocument, { owner }: { owner?: PersonRef } = {}): Reply {
  const partner = client.partnerFile ? ctx.counsellor.clients.find((entry) => entry.id === client.partnerFile) : undefined
  const right = rightOf(client, ctx.user)
  const phase = phaseOf(ctx, client)
  return {
    view: 'client',
    client: { id: client.id, alias: client.alias },
    fields: fieldsOf(client),
    ...(client.consent.at ? { consentDate: client.consent.at.slice(0, 10) } : {}),
    ...(partner ? { partnerFile: { id: partner.id, alias: partner.alias } } : {}),
    ...(phase?.conversation ? { fitting: phase.conversation } : {}),
    also: phase?.also ?? [],
    noTalk: !talksFit(ctx, client),
    running: client.runs.map((run) => runLine(ctx, run)),
    finished: client.finished
      .map((line) => ({ id: line.id, conversation: line.conversation, mode: line.mode, status: 'finished' as const, date: line.date }))
      .toReversed(),
    prepared: Object.keys(client.prepared),
    agreements: openAgreements(client),
    discreet: ctx.counsellor.discreet,
    ...(right === 'read' || right === 'write' ? { shared: right } : {}),
    ...(owner ? { owner } : {}),
    ...(right === 'owner' && client.shares.length ? { sharedWith: client.shares.length } : {}),
    ...(right === 'owner' && client.handover ? { offered: client.handover.at } : {}),
    ...(right === 'read' ? { readOnly: true } : {}),
  }
}
