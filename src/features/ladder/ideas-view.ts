import { button } from '../../page/button.ts'
import type { Context } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { discreetButton, each, list, under } from '../../page/parts.ts'
import type { View } from '../../turn/reply.ts'
import { listKeys, NS, promptKeys } from './content.ts'
import { BOXES } from './form.ts'
import { headOf, placeOf, wayBack } from './ladder-view.ts'

const saying = (ctx: Context, keys: readonly string[]): string[] => keys.map((key) => ctx.text({ ns: NS, key }))

/** First steps that somebody could take, side by side, and what to keep in mind with them. */
export const ideaBlocks = (ctx: Context): Block[] => [
  ...under(ctx.ui('ladder.ideas'), list(saying(ctx, listKeys(ctx.content, 'ideas')))),
  ...each('tip', saying(ctx, listKeys(ctx.content, 'tips'))),
  ...each('attention', saying(ctx, listKeys(ctx.content, 'attention'))),
]

export const ideas: View<'ladder-ideas'> = (reply, ctx) => ({
  ...headOf(ctx, reply, ctx.ui('actions.ladderIdeas')),
  blocks: [
    ...ideaBlocks(ctx),
    ...BOXES.flatMap((box) => under(ctx.text({ ns: NS, key: `parts.${box}.label` }), list(saying(ctx, promptKeys(ctx.content, box))))),
  ],
  actions: [button(ctx, 'ladder.open', placeOf(reply)), wayBack(ctx, reply), discreetButton(ctx, reply.discreet, placeOf(reply))],
})
