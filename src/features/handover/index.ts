/** Handing a whole file over to a colleague: offered with a note and the client's consent, accepted or declined by the receiver. */
import type { Notice } from '../../page/notice.ts'
import type { ClientRef, PersonRef } from '../../page/refs.ts'
import type { CounsellorDocument } from '../../records/model.ts'
import { itsClient, nobody } from '../../turn/about.ts'
import type { Feature } from '../../turn/feature.ts'
import { actions } from './actions.ts'
import type { HandoverDraft, HandoverValues } from './draft.ts'
import { handoverForm, offer } from './handover-view.ts'
import { newsBlocks, offerBlocks } from './home-view.ts'
import { newsFor, type OfferLine, offersTo } from './offers.ts'
import { section } from './section.ts'

declare module '../../page/button.ts' {
  interface Actions {
    handover: { client: string }
    /** `offer`: since when the offer that it changes is open. */
    'handover.offer': { client: string; offer?: string }
    /** `to`: whom the offer was made to that the card showed; a later one to somebody else stays. */
    'handover.withdraw': { client: string; to?: string }
    'handover.read': { client: string }
    'handover.accept': { client: string }
    'handover.decline': { client: string }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    'handover-form': {
      client: ClientRef
      draft: HandoverDraft
      /** Since when the open offer is open. */
      offer?: string
      values: HandoverValues
      errors: Notice[]
      alone?: true
      discreet: boolean
    }
    /** For the receiver: the note, with buttons to accept or decline the file. */
    offer: { client: ClientRef; from: PersonRef; at: string; note: string; discreet: boolean }
  }
  interface HomeLines {
    /** The outcome of offers this counsellor made. */
    news: Notice[]
    /** Files offered to this counsellor. */
    offers: OfferLine[]
  }
}
declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}
const NOTICES = [
  'aliasTwice',
  'handoverDate',
  'handoverNotAgreed',
  'handoverNoteMissing',
  'offerAccepted',
  'offerDeclined',
  'offerGone',
  'offerNotTaken',
  'offerNotTakenUnknown',
  'offerPersonal',
  'offerTaken',
  'offerTakenUnknown',
  'offerWithdrawn',
  'offered',
  'offeredDone',
  'offeredUnknown',
] as const

export const handover: Feature<
  keyof typeof actions,
  'handover-form' | 'offer',
  never,
  'news' | 'offers',
  'offered' | 'offer-withdrawn' | 'declined' | 'accepted'
> = {
  notices: NOTICES,
  verbs: { offered: 'offered', 'offer-withdrawn': 'offerWithdrawn', declined: 'declined', accepted: 'accepted' },
  actions,
  views: { 'handover-form': handoverForm, offer },
  about: { 'handover-form': itsClient, offer: itsClient },
  commands: {},
  atHome: {
    news: {
      async find(ctx) {
        const found = await newsFor(ctx)
        const counsellor = (draft: CounsellorDocument): void => {
          draft.news = undefined
        }
        return found.length ? { found, counsellor } : undefined
      },
      blocks: newsBlocks,
      about: nobody,
    },
    offers: {
      async find(ctx) {
        const found = await offersTo(ctx)
        return found.length ? { found } : undefined
      },
      blocks: offerBlocks,
      about: (offers) => offers.map(({ client }) => client),
    },
  },
  section,
}
