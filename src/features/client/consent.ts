/** The client's consent to keep what they say: given, refused or withdrawn, dated. */
import { audit } from '../../records/audit.ts'
import type { ClientDocument, Consent } from '../../records/model.ts'
import type { TurnContext } from '../../turn/context.ts'
import { type ReplyOf, say } from '../../turn/reply.ts'

type Told = ReplyOf<'notice'>

/** @returns what else it led to: whoever takes consent back is not handed on to a colleague unasked */
export function setConsent(ctx: TurnContext, draft: ClientDocument, state: Consent['state']): Told[] {
  if (draft.consent.state === state) return []
  const at = ctx.now().toISOString()
  draft.consent = { state, at, by: ctx.user }
  if (state !== 'withdrawn' || !draft.handover) return []
  draft.handover = undefined
  audit(draft, { by: ctx.user, at, did: 'offer-withdrawn', channel: ctx.turn.channel })
  return [say('offerWithdrawn')]
}

/** The audit verb for a consent. */
export const consentVerb = (state: Consent['state']) => `consent ${state}` as const

/** The line that confirms it. */
export const CONSENT_NOTICES = {
  'asked-not': 'clientUpdated',
  given: 'consentGiven',
  refused: 'consentRefused',
  withdrawn: 'consentWithdrawn',
} as const
