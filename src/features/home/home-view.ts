import { button } from '../../page/button.ts'
import { clientButtons } from '../../page/client-buttons.ts'
import type { Block } from '../../page/page.ts'
import { buttons, clientName, discreetButton, kicker, runData, runName, under } from '../../page/parts.ts'
import type { ReplyOf, View } from '../../turn/reply.ts'

export const home: View<'home'> = (reply, ctx) => {
  const all = reply.count > reply.clients.length
  const clients = clientButtons(ctx, reply.clients, reply.discreet, (id) => ({ action: 'client.open', data: { client: id } }))
  return {
    title: ctx.ui('home.title'),
    blocks: [
      ...reply.notices.map((notice): Block => ({ kind: 'attention', text: ctx.notice(notice) })),
      ...ctx.atHome(reply, reply.discreet),
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

/** A button to carry on where the counsellor left off. */
function resumeBlocks({ resume, discreet }: ReplyOf<'home'>, ctx: Parameters<View<'home'>>[1]): Block[] {
  if (!resume) return []
  const where = kicker(runName(ctx, resume.run), clientName(ctx, resume.client, discreet))
  const open = button(ctx, 'conversation.resume', runData(resume.client, resume.run), { primary: true })
  return [
    { kind: 'text', text: ctx.ui('home.resume', { where }) },
    { kind: 'actions', actions: [open] },
  ]
}
