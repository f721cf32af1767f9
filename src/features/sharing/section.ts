/** Who may see the file, for the client to read. */
import type { Context } from '../../page/context.ts'
import { whoOf } from '../../page/held.ts'
import type { Block } from '../../page/page.ts'
import { kicker, line, under } from '../../page/parts.ts'
import type { ClientExport } from '../../records/records.ts'

export function section(held: ClientExport, ctx: Context): Block[] {
  const say = (key: string) => ctx.say('export', key)
  const shares = held.file.shares.flatMap(({ user, right, at }) =>
    line(whoOf(ctx, held, user), kicker(say(`right.${right}`), ctx.date(at))),
  )
  return under(say('access'), [...line(say('owner'), say('right.write')), ...shares])
}
