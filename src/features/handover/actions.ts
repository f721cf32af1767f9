import { isDeepStrictEqual } from 'node:util'
import { isDate } from '../../content/days.ts'
import type { Notice } from '../../page/notice.ts'
import { refOf } from '../../page/refs.ts'
import { objectIdOf } from '../../records/ids.ts'
import type { ClientDocument, Handover } from '../../records/model.ts'
import { ChangedMeanwhile } from '../../turn/change.ts'
import { type TurnContext, today } from '../../turn/context.ts'
import { Field, inClient } from '../../turn/data.ts'
import { runs, shows } from '../../turn/feature.ts'
import { lookingAlike } from '../../turn/file/clients.ts'
import { filledOf } from '../../turn/form.ts'
import { next, type Outcome, told } from '../../turn/outcome.ts'
import { alone, colleagueIn, personOf } from '../../turn/people.ts'
import { type ReplyOf, say } from '../../turn/reply.ts'
import { clientFor } from '../../turn/rights.ts'
import { draftOf, type HandoverValues } from './draft.ts'
import { offerOf, tellOfferer } from './offers.ts'

export const actions = {
  /** Asks for the receiver, the client's consent and a note to edit. Also changes an open offer. */
  handover: shows({
    right: 'owner',
    data: inClient,
    show: async (ctx, _data, client) => ({ replies: [await formReply(ctx, client)] }),
  }),
  'handover.offer': runs({
    right: 'owner',
    data: inClient.extend({ person: Field, note: Field, agreed: Field, date: Field, private: Field, offer: Field }),
    async form(ctx, { client: id }) {
      const client = await clientFor(ctx, id, 'owner')
      const reply = await formReply(ctx, client)
      // A new offer is what stood in the boxes, the draft of the note too.
      return client.handover ? { reply, edits: true, guarded: BOXES } : { reply }
    },
    run: offerFile,
  }),
  'handover.withdraw': runs({
    right: 'owner',
    data: inClient.extend({ to: Field }),
    async run(ctx, { client: id, to }) {
      const { handover } = await clientFor(ctx, id, 'owner')
      const isAnother = to !== undefined && handover !== undefined && objectIdOf(handover.to) !== to
      if (!handover || isAnother) return next('client.manage', { client: id }, { notice: { key: 'alreadyDone' } })
      await ctx.records.closeOffer(ctx.user, id, ctx.turn.channel)
      return next('client.manage', { client: id }, told('offerWithdrawn'))
    },
  }),
  'handover.read': runs({
    right: 'receiver',
    data: inClient,
    async run(ctx, { client: id }) {
      const { alias, from, at, note } = await offerOf(ctx, id)
      const { discreet } = ctx.counsellor
      return { replies: [{ view: 'offer', client: { id, alias }, from: await personOf(ctx, from), at, note, discreet }] }
    },
  }),
  /** The receiver becomes the owner; the former owner no longer has access. */
  'handover.accept': runs({
    right: 'receiver',
    data: inClient,
    async run(ctx, { client: id }) {
      const offer = (await ctx.records.offered(ctx.user)).find(({ client }) => client === id)
      if (!offer) {
        // A second tap: the file is already theirs.
        await clientFor(ctx, id, 'owner')
        return next('client.open', { client: id }, { notice: { key: 'alreadyDone' } })
      }
      await ctx.records.accept(ctx.user, id, ctx.turn.channel)
      await tellOfferer(ctx, offer.from, 'accepted')
      ctx.expiry.forget(ctx.user)
      const twice = lookingAlike(await ctx.records.counsellor(ctx.user), offer.alias, id)
      const lines = twice && [say('aliasTwice', undefined, [{ action: 'client.edit', data: { client: id } }])]
      return next('client.open', { client: id }, { ...told('offerAccepted'), lines })
    },
  }),
  'handover.decline': runs({
    right: 'receiver',
    data: inClient,
    async run(ctx, { client: id }) {
      const { from } = await offerOf(ctx, id)
      await ctx.records.closeOffer(ctx.user, id, ctx.turn.channel)
      await tellOfferer(ctx, from, 'declined')
      return next('home', {}, told('offerDeclined'))
    },
  }),
}

/** A card that does not say what it showed must not put its old terms in the place of an open offer either. */
const BOXES = ['person', 'note', 'agreed', 'date', 'private'] as const

/** What the form holds: the open offer, or nothing yet. */
const valuesOf = (ctx: TurnContext, { handover }: ClientDocument): HandoverValues =>
  handover
    ? { person: objectIdOf(handover.to), note: handover.note, agreed: true, date: handover.consent, withPrivate: handover.withPrivate }
    : { person: '', agreed: false, date: today(ctx), withPrivate: false }

const formReply = async (ctx: TurnContext, client: ClientDocument, errors: Notice[] = []): Promise<ReplyOf<'handover-form'>> => ({
  view: 'handover-form',
  client: refOf(client),
  draft: await draftOf(ctx, client),
  offer: client.handover?.at,
  values: valuesOf(ctx, client),
  errors,
  ...alone(ctx),
  discreet: ctx.counsellor.discreet,
})

/** What the form sent: strings, whatever they look like. */
interface HandoverForm {
  client: string
  person?: string
  note?: string
  agreed?: string
  date?: string
  private?: string
  /** The offer that the card changes: since when it is open. Absent: it makes a new one, or is from before. */
  offer?: string
}

/** Offers the file. If something is missing the form is shown again, with everything that was filled in. */
async function offerFile(ctx: TurnContext, { client: id, offer, ...filled }: HandoverForm): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'owner')
  // An offer that was withdrawn, declined or accepted since is not made again unasked.
  if (offer !== undefined && !client.handover) {
    const { agreed: _, date: __, ...kept } = filled
    return { replies: [{ ...(await formReply(ctx, client, [{ key: 'offerGone' }])), filled: { boxes: filledOf(kept) } }] }
  }
  const now: Partial<HandoverValues> = client.handover ? valuesOf(ctx, client) : {}
  const tick = (value: string | undefined, was = false) => (value === undefined ? was : value === 'true')
  const values: HandoverValues = {
    person: (filled.person ?? now.person ?? '').trim(),
    note: (filled.note ?? now.note ?? '').trim(),
    agreed: tick(filled.agreed, now.agreed),
    date: (filled.date ?? now.date ?? '').trim(),
    withPrivate: tick(filled.private, now.withPrivate),
  }
  const colleague = colleagueIn(ctx, values.person)
  const errors = wrongIn(ctx, values)
  if ('wrong' in colleague || errors.length) {
    const all = [...('wrong' in colleague ? [{ key: colleague.wrong }] : []), ...errors]
    return { replies: [{ ...(await formReply(ctx, client, all)), filled: { boxes: filledOf(filled) } }] }
  }
  const terms = { to: colleague.key, note: values.note ?? '', consent: values.date, withPrivate: values.withPrivate }
  if (client.handover && sameTerms(client.handover, terms)) return next('client.manage', { client: id }, { notice: { key: 'alreadyDone' } })
  const { handover: seen } = client
  await ctx.records.offer(ctx.user, id, terms, ctx.turn.channel, ({ handover }) => {
    // Two cards at the same moment: the second is asked about what the first one offered.
    if (!isDeepStrictEqual(handover, seen)) throw new ChangedMeanwhile()
  })
  const { name } = await personOf(ctx, colleague.key)
  const notice: Notice = name ? { key: 'offered', values: { name } } : { key: 'offeredUnknown' }
  const { count } = ctx.personal(terms.note)
  // Never blocks: the note can be changed until the receiver accepts.
  const lines = count ? [say('offerPersonal', { count }, [{ action: 'handover', data: { client: id } }])] : []
  return next('client.manage', { client: id }, { notice, lines, closed: { notice: { key: 'offeredDone' } } })
}

const sameTerms = (open: Handover, terms: Pick<Handover, 'to' | 'note' | 'consent' | 'withPrivate'>): boolean =>
  open.to === terms.to && open.note === terms.note && open.consent === terms.consent && open.withPrivate === terms.withPrivate

function wrongIn(ctx: TurnContext, { note = '', agreed, date }: HandoverValues): Notice[] {
  return [
    ...(agreed ? [] : [{ key: 'handoverNotAgreed' as const }]),
    ...(isDate(date) && date <= today(ctx) ? [] : [{ key: 'handoverDate' as const }]),
    ...(note ? [] : [{ key: 'handoverNoteMissing' as const }]),
  ]
}
