/** Who did what with the file, for the client to read: one line for what one person did on one day. */
import type { Context } from '../../page/context.ts'
import { whoOf } from '../../page/held.ts'
import type { Block } from '../../page/page.ts'
import { kicker, under } from '../../page/parts.ts'
import type { ClientExport } from '../../records/records.ts'

export function section(held: ClientExport, ctx: Context): Block[] {
  const entries = held.audit.map(({ at, by, did }) => {
    const known = { ns: 'export', key: `did.${did}` }
    return { label: kicker(ctx.date(at), whoOf(ctx, held, by)), value: ctx.has(known) ? ctx.text(known) : ctx.say('export', 'did.other') }
  })
  const lines = entries
    .filter(({ label, value }, at) => label !== entries[at - 1]?.label || value !== entries[at - 1]?.value)
    .map((one): Block => ({ kind: 'line', ...one }))
  return under(ctx.say('export', 'log'), lines)
}
