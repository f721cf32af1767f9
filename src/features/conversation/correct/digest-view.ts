import { button } from '../../../page/button.ts'
import type { Context } from '../../../page/context.ts'
import { clientName, conversationTitle, discreetButton, kicker, runData } from '../../../page/parts.ts'
import type { ReplyOf, View } from '../../../turn/reply.ts'
import { digestBlocks } from '../digest-blocks-view.ts'

export const digest: View<'digest'> = (reply, ctx) => {
  const data = runData(reply.client, reply.run)
  const { conversation, date } = reply.digest
  return {
    kicker: kicker(conversationTitle(ctx, conversation), ctx.date(date), clientName(ctx, reply.client, reply.discreet)),
    summary: ctx.ui('digest.title'),
    title: ctx.ui('digest.title'),
    blocks: [{ kind: 'text', text: ctx.ui('digest.readBack') }, ...digestBlocks(ctx, reply.digest, { hidden: reply.discreet })],
    copy: reply.plain && !reply.discreet ? copied(reply, ctx) : undefined,
    actions: [
      ...(reply.discreet ? [] : [button(ctx, 'digest.plain', data)]),
      button(ctx, 'answers', data),
      reply.finished
        ? button(ctx, 'client.open', { client: reply.client.id })
        : button(ctx, 'conversation.resume', data, { primary: true, label: ctx.ui('actions.toStep') }),
      discreetButton(ctx, reply.discreet, data),
      button(ctx, 'home', {}, { quiet: true }),
    ],
  }
}

/** Without the alias: whoever pastes it decides whether to say whose it is. */
const copied = ({ digest }: ReplyOf<'digest'>, ctx: Context) => ({
  title: kicker(conversationTitle(ctx, digest.conversation), ctx.date(digest.date)),
  blocks: digestBlocks(ctx, digest, { hidden: false }),
})
