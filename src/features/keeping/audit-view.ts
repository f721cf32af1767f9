import { button } from '../../page/button.ts'
import type { Block } from '../../page/page.ts'
import { clientName, discreetButton, kicker, personName, quiet } from '../../page/parts.ts'
import type { View, ViewContext } from '../../turn/reply.ts'
import type { LogLine } from './log.ts'

/** Who did what with a file and when: newest first, with what somebody did several times in a row as one line. */
export const audit: View<'audit'> = (reply, ctx) => {
  const data = { client: reply.client.id }
  const older =
    reply.older === undefined ? [] : [button(ctx, 'client.audit', { ...data, from: String(reply.older) }, { label: ctx.ui('audit.older') })]
  return {
    kicker: kicker(clientName(ctx, reply.client, reply.discreet)),
    title: ctx.ui('audit.title'),
    blocks: [
      { kind: 'text', text: ctx.ui('audit.about') },
      ...(reply.lines.length ? lines(ctx, reply.lines) : [quiet(ctx.ui('audit.nothing'))]),
    ],
    actions: [...older, button(ctx, 'client.manage', data), button(ctx, 'client.open', data), discreetButton(ctx, reply.discreet, data)],
  }
}

function lines(ctx: ViewContext, all: readonly LogLine[]): Block[] {
  const rows: { what: string; value: string; label: string; times: number }[] = []
  for (const line of all) {
    const by = `${line.who.id} ${ctx.verb(line.did)} ${line.channel} ${line.to?.id ?? ''} ${ctx.date(line.at)}`
    const last = rows.at(-1)
    if (last?.what === by) last.times += 1
    else rows.push({ what: by, times: 1, label: kicker(ctx.moment(line.at), personName(ctx, line.who)), value: did(ctx, line) })
  }
  return rows.map(({ label, value, times }) => ({
    kind: 'line',
    label,
    value: times > 1 ? kicker(value, ctx.ui('audit.times', { count: times })) : value,
  }))
}

function did(ctx: ViewContext, { did: done, to, channel }: LogLine): string {
  const where = { ns: 'ui', key: `audit.channels.${channel}` }
  return kicker(
    ctx.ui(`audit.did.${ctx.verb(done)}`),
    to && personName(ctx, to),
    ctx.has(where) ? ctx.text(where) : ctx.ui('audit.channels.other'),
  )
}
