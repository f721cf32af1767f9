/** Lines at home about files that will soon be erased. */
import { button } from '../../page/button.ts'
import { type Context, clip } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { buttons, MAX_ALIAS } from '../../page/parts.ts'
import type { ClientRef } from '../../page/refs.ts'

/** Lines shown at once; more follow when these have been dealt with. */
const MOST = 5

export function expiringBlocks(expiring: readonly { client: ClientRef; due: string }[], ctx: Context, discreet: boolean): Block[] {
  return expiring.slice(0, MOST).flatMap(({ client, due }): Block[] => {
    const day = ctx.date(due)
    const text = discreet ? ctx.ui('home.expiringHidden', { day }) : ctx.ui('home.expiring', { alias: clip(client.alias, MAX_ALIAS), day })
    const data = { client: client.id }
    return [{ kind: 'attention', text }, ...buttons([button(ctx, 'client.keep', data), button(ctx, 'client.open', data)])]
  })
}
