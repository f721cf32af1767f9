import { button } from '../../../page/button.ts'
import { conversationTitle, each, kicker, list, runData, stepTitle, texts } from '../../../page/parts.ts'
import type { View } from '../../../turn/reply.ts'

export const more: View<'more'> = (reply, ctx) => ({
  kicker: kicker(conversationTitle(ctx, reply.run.conversation), stepTitle(ctx, reply.run.conversation, reply.step, reply.country)),
  title: ctx.ui('more.title'),
  blocks: [
    ...list(texts(ctx, reply.prompts, reply.country)),
    ...each('tip', texts(ctx, reply.tips, reply.country)),
    ...each('attention', texts(ctx, reply.attention, reply.country)),
  ],
  actions: [button(ctx, 'conversation.resume', runData(reply.client, reply.run), { label: ctx.ui('actions.toStep') })],
})
