import { LIMITS } from '../../../content/limits.ts'
import { markOf } from '../../../content/marks.ts'
import { button, cancel } from '../../../page/button.ts'
import type { Block, InputBlock } from '../../../page/page.ts'
import { clientName, conversationTitle, kicker, list, texts, under } from '../../../page/parts.ts'
import type { View } from '../../../turn/reply.ts'

export const conversationForm: View<'conversation-form'> = (reply, ctx) => {
  const { values, run, modes } = reply
  const ns = `conversations/${reply.conversation}`
  const options = modes.map((id) => ({ id, label: ctx.ui(`modeChoices.${id}`) }))
  const mode: InputBlock[] =
    modes.length > 1
      ? [{ kind: 'input', input: 'choice', id: 'mode', label: ctx.ui('conversationForm.mode'), options, value: values.mode }]
      : []
  const about = (id: 'place' | 'present' | 'interpreter'): InputBlock => ({
    kind: 'input',
    input: 'text',
    id,
    label: ctx.ui(`conversationForm.${id}`),
    maxLength: LIMITS.about,
    ...(values[id] ? (reply.discreet ? { held: markOf(values[id]) } : { value: values[id] }) : {}),
  })
  const consent: Block[] = reply.consent === 'given' ? [] : [{ kind: 'attention', text: ctx.ui(`step.notRecording.${reply.consent}`) }]
  const data = { client: reply.client.id, conversation: reply.conversation, ...(run ? { run } : {}) }
  return {
    kicker: kicker(conversationTitle(ctx, reply.conversation), clientName(ctx, reply.client, reply.discreet)),
    title: ctx.ui(run ? 'conversationForm.edit' : 'conversationForm.new'),
    blocks: [
      ...(run ? [] : [{ kind: 'text', text: ctx.text({ ns, key: 'about' }, reply.country) } as const]),
      ...under(ctx.ui('conversationForm.moments'), list(texts(ctx, reply.moments, reply.country))),
      ...consent,
      ...mode,
      { kind: 'input', input: 'date', id: 'date', label: ctx.ui('conversationForm.date'), value: values.date || undefined },
      about('place'),
      about('present'),
      about('interpreter'),
    ],
    actions: [
      button(ctx, run ? 'conversation.update' : 'conversation.start', data, { inputs: true, primary: true }),
      cancel(ctx, 'client.open', { client: reply.client.id }),
    ],
  }
}
