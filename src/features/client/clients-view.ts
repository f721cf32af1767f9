import { LIMITS } from '../../content/limits.ts'
import { button, type Way, wayButton } from '../../page/button.ts'
import { clientButtons } from '../../page/client-buttons.ts'
import { clip } from '../../page/context.ts'
import { buttons, quiet } from '../../page/parts.ts'
import type { View } from '../../turn/reply.ts'

export const clients: View<'clients'> = (reply, ctx) => {
  const { choosing } = reply
  const search: Way = choosing ? choosing.search : { action: 'clients', data: {} }
  const wayTo = (id: string): Way =>
    choosing
      ? ({ ...choosing.search, data: { ...choosing.search.data, [choosing.field]: id } } as Way)
      : { action: 'client.open', data: { client: id } }
  const found = clientButtons(ctx, reply.clients, reply.discreet, wayTo)
  return {
    title: ctx.ui(choosing ? `clients.${choosing.title}` : 'clients.title'),
    blocks: [
      quiet(found.length ? ctx.ui('clients.shown', { count: reply.count, shown: found.length }) : ctx.ui('clients.none')),
      ...buttons(found),
      {
        kind: 'input',
        input: 'text',
        id: 'query',
        label: ctx.ui('clients.query'),
        passing: true,
        maxLength: LIMITS.query,
        value: reply.query ? clip(reply.query, LIMITS.query) : undefined,
      },
    ],
    actions: [
      wayButton(ctx, search, { inputs: true, label: ctx.ui('actions.search') }),
      choosing ? wayButton(ctx, choosing.back, { label: ctx.ui('actions.cancel') }) : button(ctx, 'client.new'),
      button(ctx, 'home', {}, { quiet: true }),
    ],
  }
}
