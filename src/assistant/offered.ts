/** “Dit was mijn antwoord”, as it is offered: with a mark of what stands there now, so that it never replaces anything else unasked. */
import { answerMark } from '../features/conversation/walk/visits.ts'
import type { TurnContext } from '../turn/context.ts'
import type { ReplyOf } from '../turn/reply.ts'
import { clientFor } from '../turn/rights.ts'

type WasAnswer = NonNullable<ReplyOf<'notice'>['wasAnswer']>

export async function marked(ctx: TurnContext, offer: WasAnswer): Promise<WasAnswer> {
  // A retry knows where it was without having read the file. One that cannot be read must not cost the way back.
  const file = await clientFor(ctx, offer.client, 'read').catch(() => undefined)
  const run = file?.runs.find(({ id }) => id === offer.run)
  return run ? { ...offer, mark: answerMark(run, offer.visit) } : offer
}
