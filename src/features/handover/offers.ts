/** Files that a colleague offers to hand over. */
import type { Notice } from '../../page/notice.ts'
import type { PersonRef } from '../../page/refs.ts'
import type { UserKey } from '../../records/model.ts'
import { NoAccess, type Offer } from '../../records/records.ts'
import type { TurnContext } from '../../turn/context.ts'
import { personOf } from '../../turn/people.ts'

/** A whole file offered to the one who reads this: whose it is, not yet what it holds. */
export interface OfferLine {
  client: string
  from: PersonRef
  /** ISO instant. */
  at: string
}

/** Kept until they are told. */
const MOST_NEWS = 5

/** Files that colleagues want to hand over to this counsellor. */
export async function offersTo(ctx: TurnContext): Promise<OfferLine[]> {
  if (!ctx.counsellor.offers?.length) return []
  const lines: OfferLine[] = []
  for (const { client, from, at } of await ctx.records.offered(ctx.user)) lines.push({ client, from: await personOf(ctx, from), at })
  return lines
}

/** The offer, if it is open and meant for this counsellor. @throws NoAccess */
export async function offerOf(ctx: TurnContext, id: string): Promise<Offer> {
  const found = (await ctx.records.offered(ctx.user)).find(({ client }) => client === id)
  if (!found) throw new NoAccess()
  return found
}

/** Tells whoever offered a file what became of it, at their next home. Nothing is lost where that cannot be written: their list shows it too. */
export async function tellOfferer(ctx: TurnContext, from: UserKey, what: 'accepted' | 'declined'): Promise<void> {
  const news = { what, by: ctx.user, at: ctx.now().toISOString() }
  await ctx.records
    .changeCounsellor(from, (draft) => {
      draft.news = [...(draft.news ?? []), news].slice(-MOST_NEWS)
    })
    .catch(() => {})
}

/** What became of files that this counsellor offered, as lines. */
export async function newsFor(ctx: TurnContext): Promise<Notice[]> {
  const lines: Notice[] = []
  for (const { what, by } of ctx.counsellor.news ?? []) {
    const { name } = await personOf(ctx, by)
    const key = what === 'accepted' ? 'offerTaken' : 'offerNotTaken'
    lines.push(name ? { key, values: { name } } : { key: `${key}Unknown` as const })
  }
  return lines
}
