/** Clients' files as they are read in a turn: once each, with the right checked. */
import { mayAtLeast, type Right, rightOf } from '../records/access.ts'
import type { ClientDocument } from '../records/model.ts'
import { NoAccess } from '../records/records.ts'
import type { Deps, TurnContext } from './context.ts'
import { type Reply, say } from './reply.ts'

/** The client's file, for somebody who has at least this right. Read once in a turn. @throws NoAccess, DamagedFile, StoreUnavailable */
export async function clientFor(ctx: TurnContext, id: string, right: Right): Promise<ClientDocument> {
  const client = ctx.files.get(id) ?? (await ctx.records.client(ctx.user, id))
  ctx.files.set(id, client)
  if (!mayAtLeast(client, ctx.user, right)) throw new NoAccess()
  return client
}

/**
 * The same, to look at; that this counsellor looked goes into the audit, once in an hour. Who just changed the file has looked at it.
 * @throws NoAccess, DamagedFile, StoreUnavailable
 */
export async function seen(ctx: TurnContext, id: string, right: Right = 'read'): Promise<ClientDocument> {
  // Who is refused has not looked.
  const client = await clientFor(ctx, id, right)
  if (!ctx.changed.has(id)) await ctx.records.opened(ctx.user, id, ctx.turn.channel)
  return client
}

/** Marks what is shown to somebody who may read only. */
export const readOnlyMark = (ctx: TurnContext, client: ClientDocument): { readOnly?: true } =>
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
    const toClient = [{ action: 'client.open' as const, data: { client: id } }]
    if (right !== 'owner') return say(right === 'read' ? 'readOnly' : 'ownerOnly', undefined, toClient)
    // Theirs, but what was asked for is not in it any more.
    if (id === clients.at(-1)) return say('gone', undefined, toClient)
  }
  return say('notAllowed', undefined, [{ action: 'home', data: {} }])
}
