import { button } from '../../../page/button.ts'
import { agreementBlocks } from '../../../page/digest.ts'
import { clientName, conversationTitle, kicker, runData, under } from '../../../page/parts.ts'
import type { View } from '../../../turn/reply.ts'

export const closed: View<'closed'> = (reply, ctx) => {
  const data = runData(reply.client, reply.run)
  const next = reply.next
    ? [
        button(
          ctx,
          'conversation.new',
          { client: reply.client.id, conversation: reply.next },
          { label: conversationTitle(ctx, reply.next) },
        ),
      ]
    : []
  return {
    kicker: kicker(conversationTitle(ctx, reply.run.conversation), clientName(ctx, reply.client, reply.discreet)),
    title: ctx.ui('closed.title'),
    blocks: [
      { kind: 'text', text: ctx.ui('closed.text') },
      ...under(ctx.ui('agreements.open'), agreementBlocks(ctx, reply.agreements, { client: reply.client.id, hidden: reply.discreet })),
      ...(reply.next ? [{ kind: 'text', text: ctx.ui('closed.next', { title: conversationTitle(ctx, reply.next) }) } as const] : []),
    ],
    actions: [
      button(ctx, 'digest', data),
      ...(reply.discreet ? [] : [button(ctx, 'digest.plain', data)]),
      ...next,
      button(ctx, 'client.open', { client: reply.client.id }),
      button(ctx, 'home'),
    ],
  }
}
