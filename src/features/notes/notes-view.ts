import { button } from '../../page/button.ts'
import { clip } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { buttons, clientName, conversationTitle, discreetButton, kicker, MAX_ALIAS, personName, quiet } from '../../page/parts.ts'
import type { View } from '../../turn/reply.ts'

/** Notes per page; older ones appear as these are removed, and are in the export. */
const MAX_NOTES = 30

/** The notes beside the answers, with who wrote each and when. */
export const notes: View<'notes'> = (reply, ctx) => {
  const data = { client: reply.client.id }
  const count = reply.notes.length
  const lines = reply.notes.slice(0, MAX_NOTES).flatMap((note): Block[] => {
    const where = note.run && conversationTitle(ctx, note.run.conversation)
    const label = kicker(ctx.moment(note.at), clip(personName(ctx, note.by), MAX_ALIAS), where, note.private && ctx.ui('notes.private'))
    return [
      { kind: 'typed', label, text: note.text },
      ...buttons([button(ctx, 'note.remove', { ...data, note: note.id }, { danger: true })]),
    ]
  })
  const hidden = reply.discreet && count ? [quiet(ctx.ui('notes.hidden', { count }))] : undefined
  return {
    kicker: kicker(clientName(ctx, reply.client, reply.discreet)),
    title: ctx.ui('notes.title'),
    blocks: count
      ? (hidden ?? [...lines, ...(count > MAX_NOTES ? [quiet(ctx.ui('notes.rest', { count: count - MAX_NOTES }))] : [])])
      : [quiet(ctx.ui('notes.none'))],
    actions: [button(ctx, 'note', data), button(ctx, 'client.open', data), discreetButton(ctx, reply.discreet, data)],
  }
}
