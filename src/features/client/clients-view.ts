import type { ActionId } from '../../page/actions.ts'
import { type Context, clip } from '../../page/context.ts'
import type { Action } from '../../page/page.ts'
import { button, buttons, cancel, MAX_ALIAS, phaseName, quiet } from '../../page/parts.ts'
import type { View } from '../../page/view.ts'
import type { ClientLine } from '../../turn/replies.ts'

/** Longest search that is taken. */
const MAX_QUERY = 100

interface Choice {
  action: ActionId
  data: Record<string, string>
}

/** A button for each client, by alias; while discreet by number, so that one can still choose. */
export function clientButtons(ctx: Context, clients: readonly ClientLine[], discreet: boolean, act: (id: string) => Choice): Action[] {
  return clients.map((client, index) => {
    const { action, data } = act(client.id)
    const phase = phaseName(ctx, client.country, client.phase)
    const name = discreet ? ctx.ui('client.numbered', { number: index + 1 }) : clip(client.alias, MAX_ALIAS)
    return button(ctx, action, data, { label: ctx.ui('client.line', { name, phase }) })
  })
}

export const clients: View<'clients'> = (reply, ctx) => {
  const { moving } = reply
  const search: ActionId = moving ? (moving.visit ? 'answer.move' : 'run.move') : 'clients'
  const from: Record<string, string> = moving
    ? { client: moving.client, run: moving.run, ...(moving.visit ? { visit: moving.visit } : {}) }
    : {}
  const choose = (id: string): Choice =>
    moving ? { action: search, data: { ...from, to: id } } : { action: 'client.open', data: { client: id } }
  const found = clientButtons(ctx, reply.clients, reply.discreet, choose)
  return {
    title: ctx.ui(moving ? 'clients.moving' : 'clients.title'),
    blocks: [
      quiet(found.length ? ctx.ui('clients.shown', { count: reply.count, shown: found.length }) : ctx.ui('clients.none')),
      ...buttons(found),
      {
        kind: 'input',
        input: 'text',
        id: 'query',
        label: ctx.ui('clients.query'),
        maxLength: MAX_QUERY,
        ...(reply.query ? { value: clip(reply.query, MAX_QUERY) } : {}),
      },
    ],
    actions: [
      button(ctx, search, from, { inputs: true, label: ctx.ui('actions.search') }),
      ...(moving ? [cancel(ctx, 'answers', { client: moving.client, run: moving.run })] : [button(ctx, 'client.new')]),
      button(ctx, 'home', {}, { quiet: true }),
    ],
  }
}
