/** The client's consent to keep what they say: given, refused or withdrawn, dated. */
import type { ClientDocument, Consent } from '../../records/model.ts'
import { before, type Outcome, type TurnContext } from '../../turn/context.ts'
import { changing } from '../../turn/record.ts'
import { clientFor } from '../../turn/rights.ts'
import { atStep, stepView } from '../conversation/walk/step-reply.ts'
import { awayAt, clientView } from './reply.ts'

export function setConsent(ctx: TurnContext, draft: ClientDocument, state: Consent['state']): void {
  if (draft.consent.state !== state) draft.consent = { state, at: ctx.now().toISOString(), by: ctx.user }
}

const CONSENT_TOLD = {
  'asked-not': 'clientUpdated',
  given: 'consentGiven',
  refused: 'consentRefused',
  withdrawn: 'consentWithdrawn',
} as const

/**
 * Consent given, refused or withdrawn, dated. Withdrawn: nothing more is recorded, and what there is may be erased; since the day it was
 * given goes with it, a tap by mistake is asked about first. Asked in the middle of a conversation (`inside`), it goes on there.
 */
export async function changeConsent(
  ctx: TurnContext,
  id: string,
  state: Consent['state'],
  inside: string | undefined,
  sure: boolean,
): Promise<Outcome> {
  if (state === 'withdrawn' && !sure) {
    const { consent } = await clientFor(ctx, id, 'write')
    const data = { client: id, state, ...(inside ? { run: inside } : {}), sure: 'yes' }
    const cancel = { action: 'client.open', data: { client: id } }
    if (consent.state === 'given') return { replies: [{ view: 'confirm', what: 'withdrawConsent', action: 'consent', data, cancel }] }
  }
  return changing(ctx, id, `consent ${state}`, (draft) => {
    setConsent(ctx, draft, state)
    const run = atStep(draft, inside)
    return {
      replies: [before(CONSENT_TOLD[state], run ? stepView(ctx, draft, run) : clientView(ctx, draft))],
      focus: run ? { client: id, run: run.id } : awayAt(ctx, id),
      closed: { notice: { key: CONSENT_TOLD[state] } },
    }
  })
}
