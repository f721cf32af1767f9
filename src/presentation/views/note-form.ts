import { MAX_TEXT } from '../page.ts'
import { button, cancel, runData } from '../parts.ts'
import type { View } from './view.ts'

export const noteForm: View<'note-form'> = ({ client, run }, ctx) => {
  const data = run ? runData(client, run) : { client: client.id }
  return {
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
      button(ctx, 'note.save', data, { inputs: true, primary: true }),
      cancel(ctx, run ? 'conversation.resume' : 'client.open', data),
    ],
  }
}
