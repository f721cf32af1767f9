/** “Dit was mijn antwoord”, as it is offered: with a mark of what stands there now, so that it never replaces anything else unasked. */
import { answerMark } from '../features/conversation/walk/visits.ts'
import type { TurnContext } from '../turn/context.ts'
import type { ReplyOf } from '../turn/reply.ts'

type WasAnswer = NonNullable<ReplyOf<'notice'>['wasAnswer']>

export function marked({ files }: TurnContext, offer: WasAnswer): WasAnswer {
  const run = files.get(offer.client)?.runs.find(({ id }) => id === offer.run)
  return run ? { ...offer, mark: answerMark(run, offer.visit) } : offer
}
