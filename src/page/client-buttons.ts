/** A button for each of several clients. */
import { type Way, wayButton } from './button.ts'
import { type Context, clip } from './context.ts'
import type { Action } from './page.ts'
import { MAX_ALIAS, phaseName } from './parts.ts'
import type { ClientLine } from './refs.ts'

/** By alias; while discreet by number, so that the counsellor can still choose. */
export function clientButtons(ctx: Context, clients: readonly ClientLine[], discreet: boolean, wayTo: (id: string) => Way): Action[] {
  return clients.map((client, index) => {
    const phase = phaseName(ctx, client.country, client.phase)
    const name = discreet ? ctx.ui('client.numbered', { number: index + 1 }) : clip(client.alias, MAX_ALIAS)
    return wayButton(ctx, wayTo(client.id), { label: ctx.ui('client.line', { name, phase }) })
  })
}
