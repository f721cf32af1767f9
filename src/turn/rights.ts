/** Clients' files as read in a turn: each once, with the right checked. */
import { mayAtLeast, type Right, rightOf } from '../records/access.ts'
import type { ClientDocument } from '../records/model.ts'
import { NoAccess } from '../records/records.ts'
import type { Deps, TurnContext } from './context.ts'
import { type Reply, say } from './reply.ts'

/**
 * The client's file, if the counsellor has at least this right. Each file is read once per turn. @throws NoAccess, DamagedFile,
 * StoreUnavailable
 */
export async function clientFor(ctx: TurnContext, id: string, right: Right): Promise<ClientDocument> {
  const client = ctx.files.get(id) ?? (await ctx.records.client(ctx.user, id))
  ctx.files.set(id, client)
  if (!mayAtLeast(client, ctx.user, right)) throw new NoAccess()
  return client
}

/**
 * As `clientFor`, for looking at a file: also adds an audit line, at most once an hour. A file already read or changed in this turn is not
 * noted again.
 * @throws NoAccess, DamagedFile, StoreUnavailable
 */
export async function openAndNote(ctx: TurnContext, id: string, right: Right = 'read'): Promise<ClientDocument> {
  // Whoever is refused has not looked.
  const client = await clientFor(ctx, id, right)
  if (!ctx.changed.has(id)) await ctx.records.opened(ctx.user, id, ctx.turn.channel)
  return client
}

/** Marks a reply for a counsellor who may only read. */
export const readOnlyMark = (ctx: TurnContext, client: ClientDocument): { readOnly?: true } =>
  rightOf(client, ctx.user) === 'read' ? { readOnly: true } : {}

/**
 * Why somebody was refused: a helpful line for those who may see the file, one that reveals nothing for everybody else.
 * @param clients ids that the turn named, the likeliest first
 */
export async function refusal(deps: Pick<Deps, 'records'>, user: string, clients: readonly string[]): Promise<Reply> {
  for (const id of clients) {
    const client = await deps.records.client(user, id).catch(() => undefined)
    const right = client && rightOf(client, user)
    if (!right) break
    const toClient = [{ action: 'client.open' as const, data: { client: id } }]
    if (right !== 'owner') return say(right === 'read' ? 'readOnly' : 'ownerOnly', undefined, toClient)
    // It is theirs, but what they asked for is no longer in it.
    if (id === clients.at(-1)) return say('gone', undefined, toClient)
  }
  return say('notAllowed', undefined, [{ action: 'home', data: {} }])
}
