/** The client's consent to keep what they say: given, refused or withdrawn, dated. */
import type { ClientDocument, Consent } from '../../records/model.ts'
import type { TurnContext } from '../../turn/context.ts'

export function setConsent(ctx: TurnContext, draft: ClientDocument, state: Consent['state']): void {
  if (draft.consent.state !== state) draft.consent = { state, at: ctx.now().toISOString(), by: ctx.user }
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
