/** Files that a colleague offers to hand over. */
import { NoAccess, type Offer } from '../records/records.ts'
import type { TurnContext } from './context.ts'
import { personOf } from './people.ts'
import type { OfferLine } from './replies.ts'

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
