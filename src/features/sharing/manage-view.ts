import { button } from '../../page/button.ts'
import type { Context } from '../../page/context.ts'
import type { Action, Block } from '../../page/page.ts'
import { buttons, clientName, discreetButton, kicker, personName, quiet, under } from '../../page/parts.ts'
import { personInput } from '../../page/person-input.ts'
import type { ReplyOf, View } from '../../turn/reply.ts'

/** Who may see a file, and what its owner can do about that. */
export const manage: View<'manage'> = (reply, ctx) => {
  const data = { client: reply.client.id }
  return {
    kicker: kicker(clientName(ctx, reply.client, reply.discreet)),
    title: ctx.ui('manage.title'),
    blocks: [
      ...reply.errors.map((error): Block => ({ kind: 'attention', text: ctx.notice(error) })),
      { kind: 'line', label: ctx.ui('manage.owner'), value: personName(ctx, reply.owner) },
      ...people(reply, ctx),
      ...offer(reply, ctx),
      ...(reply.right === 'owner' ? shareForm(reply, ctx) : []),
    ],
    actions: [...actions(reply, ctx, data), button(ctx, 'client.open', data), discreetButton(ctx, reply.discreet, data)],
  }
}

function people({ client, right, people: shares }: ReplyOf<'manage'>, ctx: Context): Block[] {
  if (shares.length === 0) return [quiet(ctx.ui('manage.nobody'))]
  return under(
    ctx.ui('manage.people'),
    shares.flatMap(({ person, right: may, at }): Block[] => {
      const since = ctx.ui('manage.since', { right: ctx.ui(`manage.rights.${may}`), day: ctx.date(at) })
      const back = button(ctx, 'share.remove', { client: client.id, person: person.id })
      return [{ kind: 'line', label: personName(ctx, person), value: since }, ...(right === 'owner' ? buttons([back]) : [])]
    }),
  )
}

function offer({ client, offer: open }: ReplyOf<'manage'>, ctx: Context): Block[] {
  if (!open) return []
  return [
    { kind: 'text', text: ctx.ui('manage.offered', { name: personName(ctx, open.to), day: ctx.date(open.at) }) },
    ...buttons([button(ctx, 'handover.withdraw', { client: client.id, to: open.to.id })]),
  ]
}

function shareForm({ client, alone }: ReplyOf<'manage'>, ctx: Context): Block[] {
  const options = (['read', 'write'] as const).map((id) => ({ id, label: ctx.ui(`manage.choices.${id}`) }))
  return under(ctx.ui('manage.share'), [
    ...personInput(ctx, undefined, alone),
    { kind: 'input', input: 'choice', id: 'right', label: ctx.ui('manage.right'), options, value: 'read', compact: true },
    ...buttons([button(ctx, 'share.save', { client: client.id }, { inputs: true, primary: true })]),
  ])
}

function actions({ right, offer: open }: ReplyOf<'manage'>, ctx: Context, data: { client: string }): Action[] {
  const audit = button(ctx, 'client.audit', data)
  if (right === 'owner') {
    const handover = button(ctx, 'handover', data, open ? { label: ctx.ui('manage.changeOffer') } : {})
    return [handover, audit, button(ctx, 'client.export', data), button(ctx, 'client.erase', data, { quiet: true, danger: true })]
  }
  return [...(right === 'write' ? [audit] : []), button(ctx, 'share.leave', data, { quiet: true })]
}
