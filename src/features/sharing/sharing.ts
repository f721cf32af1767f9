/** Who may see a file: shared with a colleague, taken back, left. */
import { rightOf } from '../../records/access.ts'
import type { ClientDocument } from '../../records/model.ts'
import { before, type Outcome, type TurnContext, userKey } from '../../turn/context.ts'
import { alone, colleagueIn, peopleOf, personOf } from '../../turn/people.ts'
import type { Notice, Reply } from '../../turn/replies.ts'
import { clientFor } from '../../turn/rights.ts'
import { home } from '../home/home.ts'

/** The page from which a file is shared, handed over and looked after. */
export async function manage(ctx: TurnContext, id: string, notice?: Notice): Promise<Outcome> {
  const client = await ctx.records.client(ctx.user, id)
  const view = await manageView(ctx, client)
  return { replies: [notice ? { ...view, before: notice } : view] }
}

async function manageView(
  ctx: TurnContext,
  client: ClientDocument,
  filled?: { values: { person: string; right: string }; errors: Notice[] },
): Promise<Reply> {
  const right = rightOf(client, ctx.user) ?? 'read'
  const { handover } = client
  const people = await peopleOf(ctx, [client.owner, ...client.shares.map(({ user }) => user)])
  const known = (key: string) => people.get(key) ?? { id: '' }
  return {
    view: 'manage',
    client: { id: client.id, alias: client.alias },
    right,
    owner: known(client.owner),
    people: client.shares.map((share) => ({ person: known(share.user), right: share.right, at: share.at })),
    ...(handover && right === 'owner' ? { offer: { to: await personOf(ctx, handover.to), at: handover.at } } : {}),
    ...(filled ? { values: filled.values } : {}),
    errors: filled?.errors ?? [],
    ...alone(ctx),
    discreet: ctx.counsellor.discreet,
    ...(right === 'read' ? { readOnly: true } : {}),
  }
}

/** Shares with a colleague, or changes what they may do. Twice the same changes nothing. */
export async function share(ctx: TurnContext, id: string, form: { person?: string; right?: string }): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'owner')
  const colleague = colleagueIn(ctx, form.person)
  const right = form.right === 'read' || form.right === 'write' ? form.right : undefined
  if ('wrong' in colleague || !right) {
    const errors = [...('wrong' in colleague ? [{ key: colleague.wrong }] : []), ...(right ? [] : [{ key: 'rightMissing' }])]
    return { replies: [await manageView(ctx, client, { values: { person: form.person ?? '', right: form.right ?? '' }, errors })] }
  }
  const { key } = colleague
  if (client.shares.some((one) => one.user === key && one.right === right)) return manage(ctx, id, { key: 'alreadyDone' })
  await ctx.records.share(ctx.user, id, key, right, ctx.turn.channel)
  const { name } = await personOf(ctx, key)
  const notice = name ? { key: 'shared', values: { name } } : { key: 'sharedUnknown' }
  return { ...(await manage(ctx, id, notice)), closed: { notice: { key: 'sharedDone' } } }
}

export async function takeBack(ctx: TurnContext, id: string, person: string): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'owner')
  const key = userKey({ tenant: ctx.turn.user.tenant, id: person })
  if (!client.shares.some((one) => one.user === key)) return manage(ctx, id, { key: 'alreadyDone' })
  await ctx.records.unshare(ctx.user, id, key, ctx.turn.channel)
  return { ...(await manage(ctx, id, { key: 'takenBack' })), closed: { notice: { key: 'takenBack' } } }
}

/** A colleague no longer wants to see the file; asks first. */
export async function leave(ctx: TurnContext, id: string, sure: boolean): Promise<Outcome> {
  const client = await ctx.records.client(ctx.user, id)
  if (rightOf(client, ctx.user) === 'owner') return manage(ctx, id)
  if (!sure) {
    const cancel = { action: 'client.open', data: { client: id } }
    return { replies: [{ view: 'confirm', what: 'leaveClient', action: 'share.leave', data: { client: id, sure: 'yes' }, cancel }] }
  }
  await ctx.records.unshare(ctx.user, id, ctx.user, ctx.turn.channel)
  const counsellor = { ...ctx.counsellor, clients: ctx.counsellor.clients.filter((entry) => entry.id !== id), focus: undefined }
  const start = await home({ ...ctx, counsellor })
  return {
    ...start,
    replies: start.replies.map((reply) => before('left', reply)),
    focus: null,
    closed: { notice: { key: 'left' } },
  }
}
