/** Lines at home about files being handed over. */
import { button } from '../../page/button.ts'
import type { Context } from '../../page/context.ts'
import type { Notice } from '../../page/notice.ts'
import type { Block } from '../../page/page.ts'
import { buttons, personName } from '../../page/parts.ts'
import type { OfferLine } from './offers.ts'

export const newsBlocks = (news: readonly Notice[], ctx: Context): Block[] =>
  news.map((notice) => ({ kind: 'attention', text: ctx.notice(notice) }))

/** Shows only who made the offer, until it is read. */
export const offerBlocks = (offers: readonly OfferLine[], ctx: Context): Block[] =>
  offers.flatMap(({ client, from, at }): Block[] => [
    { kind: 'text', text: ctx.ui('home.offer', { name: personName(ctx, from), day: ctx.date(at) }) },
    ...buttons([button(ctx, 'handover.read', { client }, { primary: true })]),
  ])
