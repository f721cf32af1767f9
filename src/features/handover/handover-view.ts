import { LIMITS } from '../../content/limits.ts'
import { button, cancel } from '../../page/button.ts'
import { buttons, clientName, discreetButton, each, hiddenForm, kicker, personName, quiet } from '../../page/parts.ts'
import { personInput } from '../../page/person-input.ts'
import type { View } from '../../turn/reply.ts'
import { handoverNote } from './note-view.ts'

/** The receiver, the client's consent, and a note drafted from what was said, for the counsellor to edit. */
export const handoverForm: View<'handover-form'> = (reply, ctx) => {
  const { values } = reply
  const data = { client: reply.client.id }
  const head = { kicker: kicker(clientName(ctx, reply.client, reply.discreet)), title: ctx.ui('handover.title') }
  // The note contains the client's words, so it is not drafted while somebody may be looking along.
  if (reply.discreet) return hiddenForm(ctx, head, data)
  return {
    ...head,
    blocks: [
      ...each('attention', reply.errors.map(ctx.notice)),
      { kind: 'text', text: ctx.ui('handover.about') },
      ...personInput(ctx, values.person, reply.alone),
      {
        kind: 'input',
        input: 'toggle',
        id: 'agreed',
        label: ctx.ui('handover.agreed'),
        title: ctx.ui('handover.agreedTitle'),
        value: values.agreed,
      },
      { kind: 'input', input: 'date', id: 'date', label: ctx.ui('handover.date'), value: values.date || undefined },
      {
        kind: 'input',
        input: 'text',
        id: 'note',
        label: ctx.ui('handover.note'),
        hint: ctx.ui('handover.noteHint'),
        multiline: true,
        maxLength: LIMITS.text,
        value: values.note ?? handoverNote(ctx, reply.draft),
      },
      {
        kind: 'input',
        input: 'toggle',
        id: 'private',
        label: ctx.ui('handover.private'),
        title: ctx.ui('handover.privateTitle'),
        value: values.withPrivate,
      },
    ],
    actions: [
      button(ctx, 'handover.offer', { ...data, offer: reply.offer }, { inputs: true, primary: true }),
      cancel(ctx, 'client.manage', data),
    ],
  }
}

/** What the receiver reads before accepting. */
export const offer: View<'offer'> = (reply, ctx) => {
  const data = { client: reply.client.id }
  return {
    kicker: kicker(clientName(ctx, reply.client, reply.discreet)),
    title: ctx.ui('offer.title'),
    blocks: [
      { kind: 'text', text: ctx.ui('offer.from', { name: personName(ctx, reply.from), day: ctx.date(reply.at) }) },
      reply.discreet ? quiet(ctx.ui('discreet.hidden')) : { kind: 'typed', label: ctx.ui('offer.note'), text: reply.note },
      { kind: 'text', text: ctx.ui('offer.about') },
      ...buttons([button(ctx, 'handover.accept', data), button(ctx, 'handover.decline', data)]),
    ],
    actions: [button(ctx, 'home'), discreetButton(ctx, reply.discreet)],
  }
}
