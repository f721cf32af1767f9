/** A client's file as a whole: creating, finding, opening, changing and erasing it; the consent to keep what the client says. */

import type { Way } from '../../page/button.ts'
import type { Notice } from '../../page/notice.ts'
import type { AgreementLine, ClientLine, ClientRef, PersonRef, RunLine } from '../../page/refs.ts'
import type { Consent } from '../../records/model.ts'
import { idsOf, inWays } from '../../turn/about.ts'
import type { Feature } from '../../turn/feature.ts'
import { actions } from './actions.ts'
import { client as clientView } from './client-view.ts'
import { clients as clientsView } from './clients-view.ts'
import type { ClientFields } from './form.ts'
import { clientForm } from './form-view.ts'
import { section } from './section.ts'

declare module '../../page/button.ts' {
  interface Actions {
    clients: { query?: string }
    'client.new': NoData
    'client.create': NoData
    'client.open': { client: string }
    'client.edit': { client: string }
    'client.update': { client: string }
    'client.erase': { client: string }
    /** `from`: the state that the card showed. `run`: asked during this run. */
    consent: { client: string; state: Consent['state']; from?: Consent['state']; run?: string }
    'agreement.done': { client: string; agreement: string }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    clients: {
      query: string
      clients: ClientLine[]
      count: number
      discreet: boolean
      /** Choosing a client for something other than opening it: `search` searches and, with the chosen id in `field`, does it. */
      choosing?: { title: string; search: Way; field: string; back: Way }
    }
    'client-form': {
      client?: string
      values: Partial<ClientFields>
      countries: string[]
      /** Own files that can be linked as the partner's. */
      partners: ClientRef[]
      partnerFile?: string
      warnings: Notice[]
      errors: Notice[]
      /** The alias is not shown; left empty, it stays the same. */
      discreet: boolean
    }
    client: {
      client: ClientRef
      fields: ClientFields
      consentDate?: string
      partnerFile?: ClientRef
      /** The conversation that fits the phase; absent if none does. */
      fitting?: string
      also: string[]
      /** No conversation about the future fits this phase (detention). */
      noneFits: boolean
      running: RunLine[]
      finished: RunLine[]
      /** Conversations for which questions were prepared: their card can be opened (`conversation.card`). */
      prepared: string[]
      agreements: AgreementLine[]
      discreet: boolean
      /** Somebody else's file: what this counsellor may do with it. Absent: their own file. */
      shared?: 'read' | 'write'
      /** Whose file it is, if somebody else's. */
      owner?: PersonRef
      /** How many colleagues it is shared with. */
      sharedWith?: number
      /** ISO instant when it was offered to a colleague, who has not answered yet. */
      offered?: string
    }
  }
}
declare module '../../records/audit.ts' {
  interface Verbs extends Record<keyof typeof VERBS, true> {}
}
declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}
const VERBS = {
  created: 'created',
  changed: 'changed',
  'consent given': 'consent',
  'consent refused': 'consent',
  'consent withdrawn': 'consent',
  'consent asked-not': 'consent',
  'agreement done': 'agreement',
} as const
const NOTICES = [
  'agreementDone',
  'aliasLooksReal',
  'aliasMissing',
  'aliasTaken',
  'aliasTakenByOwner',
  'clientCreated',
  'clientUpdated',
  'consentGiven',
  'consentRefused',
  'consentWithdrawn',
  'countryMissing',
  'erased',
  'erasedDone',
  'phaseMissing',
] as const

export const client: Feature<keyof typeof actions, 'clients' | 'client-form' | 'client', never, never, keyof typeof VERBS> = {
  notices: NOTICES,
  verbs: VERBS,
  actions,
  views: { clients: clientsView, 'client-form': clientForm, client: clientView },
  about: {
    clients: ({ clients, choosing }) => [...idsOf(clients), ...inWays(choosing ? [choosing.search, choosing.back] : [])],
    'client-form': ({ client, partners }) => [client, ...idsOf(partners)],
    client: ({ client, partnerFile }) => [client.id, partnerFile?.id],
  },
  commands: {},
  atHome: {},
  section,
}
