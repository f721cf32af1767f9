import { LIMITS } from '../../content/limits.ts'
import { button, cancel } from '../../page/button.ts'
import { clientName, conversationTitle, kicker, runData } from '../../page/parts.ts'
import type { View } from '../../turn/reply.ts'

/** Whose file it goes into is shown above it: a note in the wrong file reveals one client to another. */
export const noteForm: View<'note-form'> = ({ client, run, note, discreet }, ctx) => {
  const data = run ? runData(client, run) : { client: client.id }
  return {
    kicker: kicker(run && conversationTitle(ctx, run.conversation), clientName(ctx, client, discreet)),
    title: ctx.ui('noteForm.title'),
    blocks: [
      { kind: 'text', text: ctx.ui('noteForm.about') },
      { kind: 'input', input: 'text', id: 'text', label: ctx.ui('noteForm.text'), required: true, multiline: true, maxLength: LIMITS.text },
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
      run ? cancel(ctx, 'conversation.resume', runData(client, run)) : cancel(ctx, 'client.open', { client: client.id }),
    ],
  }
}
