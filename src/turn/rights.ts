/** Who may do what with a file, as far as the records do not refuse it themselves: forms and questions that write nothing yet. */
import { mayAtLeast, type Right, rightOf } from '../records/access.ts'
import type { ClientDocument } from '../records/model.ts'
import { NoAccess } from '../records/records.ts'
import { type Deps, say, type TurnContext } from './context.ts'
import type { Reply } from './replies.ts'

/** The client's file, for somebody who has at least this right. @throws NoAccess, DamagedFile */
export async function clientFor(ctx: TurnContext, id: string, right: Right): Promise<ClientDocument> {
  const client = await ctx.records.client(ctx.user, id)
  if (!mayAtLeast(client, ctx.user, right)) throw new NoAccess()
  return client
}

/** The client's file, to look at; that this counsellor looked is noted, once in an hour. @throws NoAccess, DamagedFile, StoreUnavailable */
export async function seen(ctx: TurnContext, id: string): Promise<ClientDocument> {
  await ctx.records.opened(ctx.user, id, ctx.turn.channel)
  return ctx.records.client(ctx.user, id)
}

/** Shown to somebody who may read only. */
export const reading = (ctx: TurnContext, client: ClientDocument): { readOnly?: true } =>
  rightOf(client, ctx.user) === 'read' ? { readOnly: true } : {}

/**
 * Why somebody was refused, in a line that helps those who may see the file and tells everybody else nothing.
 * @param clients ids that the turn named, the likeliest first
 */
export async function refusal(deps: Pick<Deps, 'records'>, user: string, clients: readonly string[]): Promise<Reply> {
  for (const id of clients) {
    const client = await deps.records.client(user, id).catch(() => undefined)
    const right = client && rightOf(client, user)
    if (!right) break
    const toClient = [{ action: 'client.open', data: { client: id } }]
    if (right !== 'owner') return say(right === 'read' ? 'readOnly' : 'ownerOnly', undefined, toClient)
    // Theirs, but what was asked for is not in it any more.
    if (id === clients.at(-1)) return say('gone', undefined, toClient)
  }
  return say('notAllowed', undefined, [{ action: 'home', data: {} }])
}
