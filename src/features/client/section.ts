/** What is known about the client, for the client to read: the facts that conversations depend on, consent, and how long it is kept. */
import type { Context } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { countryName, kicker, line, orderName, phaseName, quiet, under } from '../../page/parts.ts'
import type { ClientExport } from '../../records/records.ts'

export function section({ file, due }: ClientExport, ctx: Context): Block[] {
  const say = (key: string) => ctx.say('export', key)
  const yes = (value: boolean) => say(value ? 'yes' : 'no')
  const consent = kicker(ctx.ui(`consents.${file.consent.state}`), file.consent.at && ctx.date(file.consent.at))
  return under(say('facts'), [
    ...line(say('alias'), file.alias),
    quiet(say('aliasWhy')),
    ...line(say('country'), countryName(ctx, file.country)),
    ...line(say('phase'), phaseName(ctx, file.country, file.phase)),
    ...line(orderName(ctx, file.country), yes(file.order)),
    ...line(say('partner'), yes(file.partner)),
    // That there is one, but not whose: the partner's pseudonym is the partner's own.
    ...line(say('partnerFile'), file.partnerFile && say('yes')),
    ...line(say('children'), yes(file.children)),
    ...line(say('language'), file.language),
    ...line(say('interpreter'), file.interpreter && ctx.ui(`interpreters.${file.interpreter}`)),
    ...line(say('consent'), consent),
    ...line(say('created'), ctx.date(file.created)),
    ...line(say('due'), ctx.date(due)),
    ...line(say('keepUntil'), file.keepUntil && ctx.date(file.keepUntil)),
  ])
}
