/** Files that colleagues offer to hand over. */
import type { Notice } from '../../page/notice.ts'
import type { PersonRef } from '../../page/refs.ts'
import type { UserKey } from '../../records/model.ts'
import { NoAccess, type Offer } from '../../records/records.ts'
import type { TurnContext } from '../../turn/context.ts'
import { personOf } from '../../turn/people.ts'

/** A file offered to this counsellor: by whom, but not yet what it contains. */
export interface OfferLine {
  client: string
  from: PersonRef
  /** ISO instant. */
  at: string
}

/** News kept per counsellor until it is shown. */
const MOST_NEWS = 5

/** Open offers to this counsellor. */
export async function offersTo(ctx: TurnContext): Promise<OfferLine[]> {
  if (!ctx.counsellor.offers?.length) return []
  const lines: OfferLine[] = []
  for (const { client, from, at } of await ctx.records.offered(ctx.user)) lines.push({ client, from: await personOf(ctx, from), at })
  return lines
}

/** The offer of this file, if it is open and to this counsellor. @throws NoAccess */
export async function offerOf(ctx: TurnContext, id: string): Promise<Offer> {
  const found = (await ctx.records.offered(ctx.user)).find(({ client }) => client === id)
  if (!found) throw new NoAccess()
  return found
}

/**
 * Records the outcome of an offer for the colleague who made it; they see it at their next home. If that cannot be written nothing is lost:
 * their list shows it too.
 */
export async function tellOfferer(ctx: TurnContext, from: UserKey, what: 'accepted' | 'declined'): Promise<void> {
  const news = { what, by: ctx.user, at: ctx.now().toISOString() }
  await ctx.records
    .changeCounsellor(from, (draft) => {
      draft.news = [...(draft.news ?? []), news].slice(-MOST_NEWS)
    })
    .catch(() => {})
}

/** The outcome of offers this counsellor made, as lines. */
export async function newsFor(ctx: TurnContext): Promise<Notice[]> {
  const lines: Notice[] = []
  for (const { what, by } of ctx.counsellor.news ?? []) {
    const { name } = await personOf(ctx, by)
    const key = what === 'accepted' ? 'offerTaken' : 'offerNotTaken'
    lines.push(name ? { key, values: { name } } : { key: `${key}Unknown` as const })
  }
  return lines
}
