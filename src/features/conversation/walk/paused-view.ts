import { button } from '../../../page/button.ts'
import { clientName, conversationTitle, kicker, place, runData } from '../../../page/parts.ts'
import type { View } from '../../../turn/reply.ts'

export const paused: View<'paused'> = (reply, ctx) => {
  const data = runData(reply.client, reply.run)
  return {
    kicker: kicker(conversationTitle(ctx, reply.run.conversation), place(ctx, reply), clientName(ctx, reply.client, reply.discreet)),
    title: ctx.ui('paused.title'),
    blocks: [{ kind: 'text', text: ctx.ui('paused.text') }],
    actions: [
      button(ctx, 'conversation.resume', data, { primary: true }),
      button(ctx, 'home'),
      button(ctx, 'digest', data),
      button(ctx, 'finish', data),
      button(ctx, 'note', data, { quiet: true }),
      button(ctx, 'crisis', data, { quiet: true }),
    ],
  }
}
