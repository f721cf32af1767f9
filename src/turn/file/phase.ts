import type { Country } from '../../content/schema.ts'
import type { ClientDocument } from '../../records/model.ts'
import type { TurnContext } from '../context.ts'

/** The client's phase as the country's file describes it; undefined if the content no longer has the country. */
export const phaseOf = (ctx: TurnContext, client: ClientDocument): Country['phases'][number] | undefined =>
  ctx.content.countries.get(client.country)?.phases.find((one) => one.id === client.phase)

/**
 * Whether any conversation about the future fits this client's phase: none does in detention (TP, basisprincipes: gelijkwaardigheid en
 * autonomie).
 */
export function conversationsFit(ctx: TurnContext, client: ClientDocument): boolean {
  const phase = phaseOf(ctx, client)
  return Boolean(phase?.conversation || phase?.also.length)
}
