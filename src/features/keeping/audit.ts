/** Who has seen a file and what they did, for those who may write in it. */
import type { Outcome, TurnContext } from '../../turn/context.ts'
import { peopleOf } from '../../turn/people.ts'
import type { LogLine } from '../../turn/replies.ts'

/** Lines on one page. */
const SHOWN = 40

/** @param from how many of the newest lines to pass over */
export async function showAudit(ctx: TurnContext, id: string, from: number): Promise<Outcome> {
  const all = (await ctx.records.audit(ctx.user, id)).toReversed()
  const { alias } = await ctx.records.client(ctx.user, id)
  const lines = all.slice(from, from + SHOWN)
  const people = await peopleOf(
    ctx,
    lines.flatMap(({ by, to }) => (to ? [by, to] : [by])),
  )
  const shown = lines.map(({ by, to, did, at, channel }): LogLine => {
    const told = to && people.get(to)
    return { who: people.get(by) ?? { id: '' }, did, at, channel, ...(told ? { to: told } : {}) }
  })
  const older = from + SHOWN < all.length ? { older: from + SHOWN } : {}
  return { replies: [{ view: 'audit', client: { id, alias }, lines: shown, ...older, discreet: ctx.counsellor.discreet }] }
}
