import type { Country } from '../../content/schema.ts'
import type { ClientDocument } from '../../records/model.ts'
import type { TurnContext } from '../context.ts'

/** What the country's file says of the phase this client is in; nothing where the country is gone from the content. */
export const phaseOf = (ctx: TurnContext, client: ClientDocument): Country['phases'][number] | undefined =>
  ctx.content.countries.get(client.country)?.phases.find((one) => one.id === client.phase)

/** Whether this client's phase has room for future talks at all: not where someone is detained (TP, basisprincipes: gelijkwaardigheid en autonomie). */
export function talksFit(ctx: TurnContext, client: ClientDocument): boolean {
  const phase = phaseOf(ctx, client)
  return Boolean(phase?.conversation || phase?.also.length)
}
