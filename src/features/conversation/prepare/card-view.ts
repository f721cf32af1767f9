import { button } from '../../../page/button.ts'
import type { Block } from '../../../page/page.ts'
import { clientName, conversationTitle, discreetButton, kicker, list, quiet, stepTitle, texts, under } from '../../../page/parts.ts'
import type { View } from '../../../turn/reply.ts'

/** The result of preparing: the chosen questions by step, to keep at hand. */
export const conversationCard: View<'conversation-card'> = (reply, ctx) => {
  const { conversation } = reply
  const data = { client: reply.client.id, conversation }
  const steps = reply.steps.flatMap(({ step, prompts, reminder }): Block[] => {
    const remember: Block[] = reminder && !reply.discreet ? [{ kind: 'typed', label: ctx.ui('step.reminder'), text: reminder }] : []
    return under(stepTitle(ctx, conversation, step, reply.country), [...list(texts(ctx, prompts, reply.country)), ...remember])
  })
  return {
    kicker: kicker(conversationTitle(ctx, conversation), clientName(ctx, reply.client, reply.discreet)),
    title: ctx.ui('conversationCard.title'),
    blocks: [
      ...under(ctx.ui('opening.goals'), list(texts(ctx, reply.goals, reply.country))),
      ...(steps.length ? steps : [quiet(ctx.ui('conversationCard.empty'))]),
    ],
    actions: [
      button(ctx, 'conversation.new', data, { primary: true }),
      button(ctx, 'client.open', { client: reply.client.id }),
      discreetButton(ctx, reply.discreet, { client: reply.client.id }),
      button(ctx, 'home', {}, { quiet: true }),
    ],
  }
}
