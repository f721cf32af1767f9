import { digestBlocks } from '../../../page/digest.ts'
import { button, clientName, conversationTitle, discreetButton, kicker, runData } from '../../../page/parts.ts'
import type { View } from '../../../page/view.ts'

export const digest: View<'digest'> = (reply, ctx) => {
  const data = runData(reply.client, reply.run)
  const { conversation, date } = reply.digest
  return {
    kicker: kicker(conversationTitle(ctx, conversation), ctx.date(date), clientName(ctx, reply.client, reply.discreet)),
    summary: ctx.ui('digest.title'),
    title: ctx.ui('digest.title'),
    blocks: [{ kind: 'text', text: ctx.ui('digest.readBack') }, ...digestBlocks(ctx, reply.digest, { hidden: reply.discreet })],
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
