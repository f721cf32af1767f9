import { z } from 'zod'
import { refOf } from '../../page/refs.ts'
import type { ClientDocument } from '../../records/model.ts'
import type { TurnContext } from '../../turn/context.ts'
import { Field, inClient } from '../../turn/data.ts'
import { runs, shows } from '../../turn/feature.ts'
import { next, type Shown } from '../../turn/outcome.ts'
import { peopleOf } from '../../turn/people.ts'
import { type ReplyOf, say } from '../../turn/reply.ts'
import { clientFor } from '../../turn/rights.ts'

export const actions = {
  /** Who has seen a file and what they did, for those who may write in it. */
  'client.audit': shows({
    right: 'write',
    data: inClient.extend({ from: z.coerce.number().int().min(0).max(1_000_000).optional() }),
    show: (ctx, { from = 0 }, client) => auditPage(ctx, client, from),
  }),
  /** Everything held about a client, to give to the client. Asks whether private notes go along; then shows it as text. */
  'client.export': runs({
    right: 'owner',
    data: inClient.extend({ show: z.string().optional(), private: Field }),
    async run(ctx, { client: id, show, private: withPrivate }) {
      const client = refOf(await clientFor(ctx, id, 'owner'))
      const { discreet } = ctx.counsellor
      if (show !== 'yes' || discreet) return { replies: [{ view: 'export-form', client, discreet }] }
      const data = await ctx.records.exportFor(ctx.user, id, { withPrivate: withPrivate === 'true' }, ctx.turn.channel)
      const toClient = say('exported', { id }, [{ action: 'client.open', data: { client: id } }])
      return { replies: [{ view: 'export', client, data, discreet }, toClient] }
    },
  }),
  /** Restarts the retention period today. */
  'client.keep': runs({
    right: 'owner',
    data: inClient,
    async run(ctx, { client: id }) {
      const day = await ctx.records.keepLonger(ctx.user, id, ctx.turn.channel)
      ctx.expiry.forget(ctx.user)
      const notice = { key: 'keptLonger' as const, values: { day } }
      return next('home', {}, { notice, closed: { notice } })
    },
  }),
}

/** Audit lines per page. */
const SHOWN = 40

/** @param from how many of the newest lines to skip */
async function auditPage(ctx: TurnContext, client: ClientDocument, from: number): Promise<Shown> {
  const all = (await ctx.records.audit(ctx.user, client.id)).toReversed()
  const lines = all.slice(from, from + SHOWN)
  const people = await peopleOf(
    ctx,
    lines.flatMap(({ by, to }) => (to ? [by, to] : [by])),
  )
  const reply: ReplyOf<'audit'> = {
    view: 'audit',
    client: refOf(client),
    lines: lines.map(({ by, to, did, at, channel }) => ({
      who: people.get(by) ?? { id: '' },
      did,
      at,
      channel,
      to: to ? people.get(to) : undefined,
    })),
    older: from + SHOWN < all.length ? from + SHOWN : undefined,
    discreet: ctx.counsellor.discreet,
  }
  return { replies: [reply] }
}
