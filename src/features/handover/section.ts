/** An open offer of the file, for the client to read: to whom, since when, with whose consent, and the note that goes with it. */
import type { Context } from '../../page/context.ts'
import { whoOf } from '../../page/held.ts'
import type { Block } from '../../page/page.ts'
import { line, under } from '../../page/parts.ts'
import type { ClientExport } from '../../records/records.ts'

export function section(held: ClientExport, ctx: Context): Block[] {
  const { handover } = held.file
  if (!handover) return []
  const say = (key: string) => ctx.say('export', key)
  return under(say('handover'), [
    ...line(say('receiver'), whoOf(ctx, held, handover.to)),
    ...line(say('offeredOn'), ctx.date(handover.at)),
    ...line(say('agreedOn'), ctx.date(handover.consent)),
    { kind: 'typed', label: say('handoverNote'), text: handover.note },
  ])
}
