import type { Notice } from '../../page/notice.ts'
import { refOf } from '../../page/refs.ts'
import { rightOf } from '../../records/access.ts'
import type { ClientDocument } from '../../records/model.ts'
import { type TurnContext, userKey } from '../../turn/context.ts'
import { Field, Id, inClient } from '../../turn/data.ts'
import { runs, shows } from '../../turn/feature.ts'
import { filledOf } from '../../turn/form.ts'
import { next, type Outcome, told } from '../../turn/outcome.ts'
import { alone, colleagueIn, peopleOf, personOf } from '../../turn/people.ts'
import type { ReplyOf } from '../../turn/reply.ts'
import { clientFor, readOnlyMark } from '../../turn/rights.ts'

export const actions = {
  /** The page for sharing, handing over and looking after a file. */
  'client.manage': shows({
    right: 'read',
    data: inClient,
    show: async (ctx, _data, client) => ({ replies: [await manageReply(ctx, client)] }),
  }),
  'share.save': runs({
    right: 'owner',
    data: inClient.extend({ person: Field, right: Field }),
    form: async (ctx, { client }) => ({ reply: await manageReply(ctx, await clientFor(ctx, client, 'owner')) }),
    run: share,
  }),
  'share.remove': runs({
    right: 'owner',
    data: inClient.extend({ person: Id }),
    async run(ctx, { client: id, person }) {
      const client = await clientFor(ctx, id, 'owner')
      const key = userKey({ tenant: ctx.turn.user.tenant, id: person })
      if (!client.shares.some((one) => one.user === key)) return next('client.manage', { client: id }, { notice: { key: 'alreadyDone' } })
      await ctx.records.unshare(ctx.user, id, key, ctx.turn.channel)
      return next('client.manage', { client: id }, told('takenBack'))
    },
  }),
  /** A colleague gives up access to the file; asks first. */
  'share.leave': runs({
    right: 'read',
    data: inClient,
    confirm: {
      what: 'leaveClient',
      back: ({ client }) => ({ action: 'client.open', data: { client } }),
      when: (_data, client, { user }) => rightOf(client, user) !== 'owner',
    },
    async run(ctx, { client: id }) {
      const client = await clientFor(ctx, id, 'read')
      if (rightOf(client, ctx.user) === 'owner') return next('client.manage', { client: id })
      await ctx.records.unshare(ctx.user, id, ctx.user, ctx.turn.channel)
      return next('home', {}, { ...told('left'), focus: null })
    },
  }),
}

async function manageReply(ctx: TurnContext, client: ClientDocument, errors: Notice[] = []): Promise<ReplyOf<'manage'>> {
  const right = rightOf(client, ctx.user) ?? 'read'
  const { handover } = client
  const people = await peopleOf(ctx, [client.owner, ...client.shares.map(({ user }) => user)])
  const known = (key: string) => people.get(key) ?? { id: '' }
  return {
    view: 'manage',
    client: refOf(client),
    right,
    owner: known(client.owner),
    people: client.shares.map((share) => ({ person: known(share.user), right: share.right, at: share.at })),
    offer: handover && right === 'owner' ? { to: await personOf(ctx, handover.to), at: handover.at } : undefined,
    errors,
    ...alone(ctx),
    discreet: ctx.counsellor.discreet,
    ...readOnlyMark(ctx, client),
  }
}

/** Shares with a colleague, or changes what they may do. Repeating it changes nothing. */
async function share(ctx: TurnContext, { client: id, ...form }: { client: string; person?: string; right?: string }): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'owner')
  const colleague = colleagueIn(ctx, form.person)
  const right = form.right === 'read' || form.right === 'write' ? form.right : undefined
  if ('wrong' in colleague || !right) {
    const errors: Notice[] = [
      ...('wrong' in colleague ? [{ key: colleague.wrong }] : []),
      ...(right ? [] : [{ key: 'rightMissing' as const }]),
    ]
    return { replies: [{ ...(await manageReply(ctx, client, errors)), filled: { boxes: filledOf(form) } }] }
  }
  const { key } = colleague
  if (client.shares.some((one) => one.user === key && one.right === right))
    return next('client.manage', { client: id }, { notice: { key: 'alreadyDone' } })
  await ctx.records.share(ctx.user, id, { to: key, right }, ctx.turn.channel)
  const { name } = await personOf(ctx, key)
  const notice: Notice = name ? { key: 'shared', values: { name } } : { key: 'sharedUnknown' }
  return next('client.manage', { client: id }, { notice, closed: { notice: { key: 'sharedDone' } } })
}
