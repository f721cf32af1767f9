/** A line at home about the ladder of the client last in view: that there is one, and by when. */
import { button } from '../../page/button.ts'
import type { Context } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { buttons, clientName, kicker } from '../../page/parts.ts'
import type { HomeLines } from '../../turn/reply.ts'
import { NS } from './content.ts'
import { dayOf } from './drawn-view.ts'

export function atHome({ client, ...drawn }: HomeLines['ladder'], ctx: Context, discreet: boolean): Block[] {
  const text = kicker(ctx.text({ ns: NS, key: 'title' }), clientName(ctx, client, discreet), dayOf(ctx, drawn))
  return [{ kind: 'text', text }, ...buttons([button(ctx, 'ladder.open', { client: client.id })])]
}
