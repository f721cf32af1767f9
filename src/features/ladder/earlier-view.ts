import { button } from '../../page/button.ts'
import { clip } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { buttons, discreetButton, kicker, MAX_ALIAS, personName, quiet } from '../../page/parts.ts'
import type { View } from '../../turn/reply.ts'
import { headOf, placeOf, wayBack } from './ladder-view.ts'

/** Ladders per page; older ones appear as these are removed, and are in the export. */
const MAX_LADDERS = 20

/** Earlier ladders, newest first, each with a button to look at it. */
export const ladders: View<'ladders'> = (reply, ctx) => {
  const at = placeOf(reply)
  const shown = reply.ladders.slice(0, MAX_LADDERS)
  const rest = reply.ladders.length - shown.length
  const lines = shown.flatMap((one): Block[] => [
    {
      kind: 'typed',
      label: kicker(ctx.moment(one.at), clip(personName(ctx, one.by), MAX_ALIAS)),
      text: kicker(one.goal, one.due && ctx.ui('ladder.due', { day: ctx.date(one.due) })),
    },
    ...buttons([button(ctx, 'ladder.earlier', { ...at, ladder: one.id }, { label: ctx.ui('ladder.look') })]),
  ])
  const blocks = reply.discreet && shown.length ? [quiet(ctx.ui('discreet.hidden'))] : lines
  return {
    ...headOf(ctx, reply, ctx.ui('actions.ladderEarlier')),
    blocks: [
      ...(shown.length ? blocks : [quiet(ctx.ui('ladder.noEarlier'))]),
      ...(rest > 0 ? [quiet(ctx.ui('ladder.rest', { count: rest }))] : []),
    ],
    actions: [button(ctx, 'ladder.open', at), wayBack(ctx, reply), discreetButton(ctx, reply.discreet, at)],
  }
}
