import { type Context, clip } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { button, buttons, clientName, discreetButton, kicker, MAX_ALIAS, personName, runData, runName, under } from '../../page/parts.ts'
import type { ReplyOf, View } from '../../page/view.ts'
import { clientButtons } from '../client/clients-view.ts'

export const home: View<'home'> = (reply, ctx) => {
  const all = reply.count > reply.clients.length
  const clients = clientButtons(ctx, reply.clients, reply.discreet, (id) => ({ action: 'client.open', data: { client: id } }))
  return {
    title: ctx.ui('home.title'),
    blocks: [
      ...reply.notices.map((notice): Block => ({ kind: 'attention', text: ctx.notice(notice) })),
      ...offerBlocks(reply, ctx),
      ...expiringBlocks(reply, ctx),
      ...resumeBlocks(reply, ctx),
      ...under(ctx.ui('home.clients'), buttons(clients)),
    ],
    actions: [
      button(ctx, 'client.new', {}, reply.resume || reply.count ? {} : { primary: true }),
      ...(all ? [button(ctx, 'clients', {}, { label: ctx.ui('home.all', { count: reply.count }) })] : []),
      button(ctx, 'crisis', {}, { quiet: true }),
      button(ctx, 'help', {}, { quiet: true }),
      button(ctx, 'language', {}, { quiet: true }),
      discreetButton(ctx, reply.discreet),
    ],
  }
}

/** Go on where one left. */
function resumeBlocks({ resume, discreet }: ReplyOf<'home'>, ctx: Parameters<View<'home'>>[1]): Block[] {
  if (!resume) return []
  const where = kicker(runName(ctx, resume.run), clientName(ctx, resume.client, discreet))
  const open = button(ctx, 'conversation.resume', runData(resume.client, resume.run), { primary: true })
  return [
    { kind: 'text', text: ctx.ui('home.resume', { where }) },
    { kind: 'actions', actions: [open] },
  ]
}

/** Files that colleagues want to hand over: only from whom, until it is read. */
const offerBlocks = ({ offers = [] }: ReplyOf<'home'>, ctx: Context): Block[] =>
  offers.flatMap(({ client, from, at }): Block[] => [
    { kind: 'text', text: ctx.ui('home.offer', { name: personName(ctx, from), day: ctx.date(at) }) },
    ...buttons([button(ctx, 'handover.read', { client }, { primary: true })]),
  ])

/** Lines about files that will be erased; more than these come back when the first are dealt with. */
const MAX_EXPIRING = 5

function expiringBlocks({ expiring = [], discreet }: ReplyOf<'home'>, ctx: Context): Block[] {
  return expiring.slice(0, MAX_EXPIRING).flatMap(({ client, due }): Block[] => {
    const day = ctx.date(due)
    const text = discreet ? ctx.ui('home.expiringHidden', { day }) : ctx.ui('home.expiring', { alias: clip(client.alias, MAX_ALIAS), day })
    const data = { client: client.id }
    return [{ kind: 'attention', text }, ...buttons([button(ctx, 'client.keep', data), button(ctx, 'client.open', data)])]
  })
}
