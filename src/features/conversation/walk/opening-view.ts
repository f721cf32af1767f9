import { button } from '../../../page/button.ts'
import { agreementBlocks } from '../../../page/digest.ts'
import type { Block } from '../../../page/page.ts'
import { clientName, conversationTitle, each, kicker, list, runData, texts, under } from '../../../page/parts.ts'
import type { View } from '../../../turn/reply.ts'
import { digestBlocks } from '../digest-blocks-view.ts'

export const opening: View<'opening'> = (reply, ctx) => {
  const { former, discreet } = reply
  // Open agreements are shown below with their buttons, so the former summary leaves them out.
  const before: Block[] = former
    ? under(
        ctx.ui('opening.former', { title: conversationTitle(ctx, former.conversation), day: ctx.date(former.date) }),
        digestBlocks(ctx, { ...former, agreements: [] }, { hidden: discreet }),
      )
    : []
  return {
    kicker: kicker(conversationTitle(ctx, reply.run.conversation), clientName(ctx, reply.client, discreet)),
    title: ctx.ui(`opening.titles.${reply.run.mode}`),
    blocks: [
      ...before,
      ...under(ctx.ui('agreements.open'), agreementBlocks(ctx, reply.agreements, { client: reply.client.id, hidden: discreet })),
      ...under(ctx.ui('opening.goals'), list(texts(ctx, reply.goals, reply.country))),
      ...each('attention', texts(ctx, reply.attention, reply.country)),
    ],
    // The first step follows at once, with everything one can do there.
    actions: [button(ctx, 'conversation.edit', runData(reply.client, reply.run), { quiet: true })],
  }
}
