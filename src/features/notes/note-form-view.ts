import { MAX_TEXT } from '../../page/page.ts'
import { button, cancel, clientName, conversationTitle, kicker, runData } from '../../page/parts.ts'
import type { View } from '../../page/view.ts'

/** In whose file it goes stands above it: a note in the wrong file tells one client about another. */
export const noteForm: View<'note-form'> = ({ client, run, note, discreet }, ctx) => {
  const data = run ? runData(client, run) : { client: client.id }
  return {
    kicker: kicker(run && conversationTitle(ctx, run.conversation), clientName(ctx, client, discreet)),
    title: ctx.ui('noteForm.title'),
    blocks: [
      { kind: 'text', text: ctx.ui('noteForm.about') },
      { kind: 'input', input: 'text', id: 'text', label: ctx.ui('noteForm.text'), required: true, multiline: true, maxLength: MAX_TEXT },
      {
        kind: 'input',
        input: 'toggle',
        id: 'private',
        label: ctx.ui('noteForm.private'),
        title: ctx.ui('noteForm.privateTitle'),
        value: false,
      },
    ],
    actions: [
      button(ctx, 'note.save', { ...data, note }, { inputs: true, primary: true }),
      cancel(ctx, run ? 'conversation.resume' : 'client.open', data),
    ],
  }
}
