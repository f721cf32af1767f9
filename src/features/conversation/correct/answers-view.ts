import { button } from '../../../page/button.ts'
import { clientName, conversationTitle, discreetButton, kicker, runData } from '../../../page/parts.ts'
import type { View } from '../../../turn/reply.ts'
import { digestBlocks } from '../digest-blocks-view.ts'

export const answers: View<'answers'> = (reply, ctx) => {
  const data = runData(reply.client, reply.run)
  const edit = (answer: { step: string; visit: string }) => [
    button(ctx, 'answer.edit', { ...data, step: answer.step, visit: answer.visit }),
  ]
  return {
    kicker: kicker(
      conversationTitle(ctx, reply.run.conversation),
      ctx.date(reply.digest.date),
      clientName(ctx, reply.client, reply.discreet),
    ),
    title: ctx.ui('answers.title'),
    blocks: [
      { kind: 'text', text: ctx.ui('answers.about') },
      ...digestBlocks(ctx, reply.digest, { hidden: reply.discreet, actions: edit }),
    ],
    actions: [
      ...(reply.finished ? [] : [button(ctx, 'conversation.resume', data, { label: ctx.ui('actions.toStep') })]),
      button(ctx, 'client.open', { client: reply.client.id }),
      button(ctx, 'conversation.edit', data),
      button(ctx, 'run.move', data, { quiet: true }),
      button(ctx, 'run.remove', data, { quiet: true, danger: true }),
      discreetButton(ctx, reply.discreet, data),
    ],
  }
}
