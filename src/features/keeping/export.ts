/** Everything held about a client, to give to the client. */
import { type Outcome, say, type TurnContext } from '../../turn/context.ts'
import { clientFor } from '../../turn/rights.ts'

/** Asks whether the private notes go along; then shows everything as text. */
export async function exportClient(ctx: TurnContext, id: string, show: boolean, withPrivate: boolean): Promise<Outcome> {
  const { alias } = await clientFor(ctx, id, 'owner')
  const { discreet } = ctx.counsellor
  const client = { id, alias }
  if (!show || discreet) return { replies: [{ view: 'export-form', client, discreet }] }
  const data = await ctx.records.exportFor(ctx.user, id, { withPrivate }, ctx.turn.channel)
  return {
    replies: [{ view: 'export', client, data, discreet }, say('exported', { id }, [{ action: 'client.open', data: { client: id } }])],
  }
}
