/** The whole file goes to a colleague: offered with a note and the client's consent, accepted or declined by the receiver. */
import { isDate } from '../../content/days.ts'
import { answerOf } from '../../engine/engine.ts'
import type { ClientDocument, Handover, Run } from '../../records/model.ts'
import { before, type Outcome, say, type TurnContext, today } from '../../turn/context.ts'
import { openAgreements } from '../../turn/file/digest.ts'
import { alone, colleagueIn, personOf } from '../../turn/people.ts'
import type { HandoverDraft, HandoverValues, Notice } from '../../turn/replies.ts'
import { clientFor } from '../../turn/rights.ts'
import { openClient } from '../client/client.ts'
import { home } from '../home/home.ts'
import { manage } from '../sharing/sharing.ts'
import { offerOf, tellOfferer } from './offers.ts'

const LONGEST = 10_000

/** What the form brings: text, whatever it looks like. */
export interface HandoverForm {
  person?: string
  note?: string
  agreed?: string
  date?: string
  private?: string
}

/** Asks to whom, with the client's consent and a note to change. An open offer is changed by it. */
export async function handoverForm(ctx: TurnContext, id: string): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'owner')
  const { handover } = client
  const values: HandoverValues = handover
    ? { person: objectId(handover.to), note: handover.note, agreed: true, date: handover.consent, withPrivate: handover.withPrivate }
    : { person: '', agreed: false, date: today(ctx), withPrivate: false }
  return formOutcome(ctx, client, values)
}

const objectId = (key: string): string => key.slice(key.indexOf('|') + 1)

async function formOutcome(ctx: TurnContext, client: ClientDocument, values: HandoverValues, errors: Notice[] = []): Promise<Outcome> {
  return {
    replies: [
      {
        view: 'handover-form',
        client: { id: client.id, alias: client.alias },
        draft: await draftOf(ctx, client),
        values,
        errors,
        ...alone(ctx),
        discreet: ctx.counsellor.discreet,
      },
    ],
  }
}

/** Which talks were held, what was said at the steps marked for it, what is still agreed (TP, D: wat een collega moet weten). */
async function draftOf(ctx: TurnContext, client: ClientDocument): Promise<HandoverDraft> {
  const held = client.finished.filter((line) => line.mode !== 'prepare')
  const running = client.runs.filter((run) => run.mode !== 'prepare')
  const talks = [
    ...held.map(({ conversation, date }) => ({ conversation, date, finished: true })),
    ...running.map(({ conversation, date }) => ({ conversation, date, finished: false })),
  ]
  const marked = (id: string) =>
    (ctx.content.conversations.get(id)?.sections ?? []).some(({ steps }) => steps.some((step) => step.handover))
  const runs: Run[] = []
  for (const line of held) if (marked(line.conversation)) runs.push(await ctx.records.finishedRun(ctx.user, client.id, line.id))
  runs.push(...running)
  const said = runs.flatMap((run) => saidIn(ctx, run))
  return {
    country: client.country,
    talks: talks.toSorted((a, b) => a.date.localeCompare(b.date)),
    said: said.toSorted((a, b) => a.date.localeCompare(b.date)),
    agreements: openAgreements(client),
  }
}

function saidIn(ctx: TurnContext, run: Run): HandoverDraft['said'] {
  const steps = (ctx.content.conversations.get(run.conversation)?.sections ?? []).flatMap((section) => section.steps)
  return steps.flatMap((step) => {
    const value = step.handover && answerOf(run.session, step.id)?.answer.value
    return value ? [{ about: step.handover, conversation: run.conversation, date: run.date, step: step.id, value }] : []
  }) as HandoverDraft['said']
}

/** Offers the file. What is missing is asked for, with everything that was filled in still there. */
export async function offerFile(ctx: TurnContext, id: string, form: HandoverForm): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'owner')
  const values: HandoverValues = {
    person: (form.person ?? '').trim(),
    note: (form.note ?? '').trim(),
    agreed: form.agreed === 'true',
    date: (form.date ?? '').trim(),
    withPrivate: form.private === 'true',
  }
  const colleague = colleagueIn(ctx, values.person)
  const errors = wrongIn(ctx, values)
  if ('wrong' in colleague || errors.length)
    return formOutcome(ctx, client, values, [...('wrong' in colleague ? [{ key: colleague.wrong }] : []), ...errors])
  const terms = { to: colleague.key, note: values.note ?? '', consent: values.date, withPrivate: values.withPrivate }
  if (client.handover && sameTerms(client.handover, terms)) return manage(ctx, id, { key: 'alreadyDone' })
  await ctx.records.offer(ctx.user, id, terms, ctx.turn.channel)
  const { name } = await personOf(ctx, colleague.key)
  const notice = name ? { key: 'offered', values: { name } } : { key: 'offeredUnknown' }
  const { count } = ctx.personal(terms.note)
  // Never blocks: the note can be changed as long as the receiver has not accepted.
  const warning = count ? [say('offerPersonal', { count }, [{ action: 'handover', data: { client: id } }])] : []
  const { replies } = await manage(ctx, id, notice)
  return { replies: [...warning, ...replies], closed: { notice: { key: 'offeredDone' } } }
}

const sameTerms = (open: Handover, terms: Pick<Handover, 'to' | 'note' | 'consent' | 'withPrivate'>): boolean =>
  open.to === terms.to && open.note === terms.note && open.consent === terms.consent && open.withPrivate === terms.withPrivate

function wrongIn(ctx: TurnContext, { note = '', agreed, date }: HandoverValues): Notice[] {
  return [
    ...(agreed ? [] : [{ key: 'handoverNotAgreed' }]),
    ...(isDate(date) && date <= today(ctx) ? [] : [{ key: 'handoverDate' }]),
    ...(note ? [] : [{ key: 'handoverNoteMissing' }]),
    ...(note.length > LONGEST ? [{ key: 'refused.too-long' }] : []),
  ]
}

export async function withdrawOffer(ctx: TurnContext, id: string): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'owner')
  if (!client.handover) return manage(ctx, id, { key: 'alreadyDone' })
  await ctx.records.closeOffer(ctx.user, id, ctx.turn.channel)
  return { ...(await manage(ctx, id, { key: 'offerWithdrawn' })), closed: { notice: { key: 'offerWithdrawn' } } }
}

export async function readOffer(ctx: TurnContext, id: string): Promise<Outcome> {
  const { alias, from, at, note } = await offerOf(ctx, id)
  const { discreet } = ctx.counsellor
  return { replies: [{ view: 'offer', client: { id, alias }, from: await personOf(ctx, from), at, note, discreet }] }
}

/** The receiver becomes the owner; the former owner no longer has access. */
export async function acceptOffer(ctx: TurnContext, id: string): Promise<Outcome> {
  const offer = (await ctx.records.offered(ctx.user)).find(({ client }) => client === id)
  if (!offer) {
    // A second tap: it is theirs already.
    await clientFor(ctx, id, 'owner')
    return openClient(ctx, id, 'alreadyDone')
  }
  await ctx.records.accept(ctx.user, id, ctx.turn.channel)
  await tellOfferer(ctx, offer.from, 'accepted')
  ctx.expiry.forget(ctx.user)
  return { ...(await openClient(ctx, id, 'offerAccepted')), closed: { notice: { key: 'offerAccepted' } } }
}

export async function declineOffer(ctx: TurnContext, id: string): Promise<Outcome> {
  const { from } = await offerOf(ctx, id)
  await ctx.records.closeOffer(ctx.user, id, ctx.turn.channel)
  await tellOfferer(ctx, from, 'declined')
  const offers = ctx.counsellor.offers?.filter((one) => one !== id)
  const start = await home({ ...ctx, counsellor: { ...ctx.counsellor, offers } })
  return { ...start, replies: start.replies.map((reply) => before('offerDeclined', reply)), closed: { notice: { key: 'offerDeclined' } } }
}
