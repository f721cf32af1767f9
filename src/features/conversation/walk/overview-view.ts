import { button } from '../../../page/button.ts'
import type { Block } from '../../../page/page.ts'
import { clientName, conversationTitle, discreetButton, kicker, quiet, runData, stepTitle } from '../../../page/parts.ts'
import type { View } from '../../../turn/reply.ts'

/** The same signs in every language; the line at the top explains them. */
const MARKS = { answered: '✓', skipped: '–', open: '○', here: '●' } as const

export const overview: View<'overview'> = (reply, ctx) => {
  const data = runData(reply.client, reply.run)
  const { conversation } = reply.run
  const sections = reply.sections.flatMap((section): Block[] => [
    { kind: 'heading', text: ctx.text({ ns: `conversations/${conversation}`, key: `sections.${section.id}` }, reply.country) },
    {
      kind: 'actions',
      actions: section.steps.map(({ id, state }) =>
        button(ctx, 'jump', { ...data, step: id }, { label: `${MARKS[state]} ${stepTitle(ctx, conversation, id, reply.country)}` }),
      ),
    },
  ])
  return {
    kicker: kicker(conversationTitle(ctx, conversation), clientName(ctx, reply.client, reply.discreet)),
    title: ctx.ui('overview.title'),
    blocks: [quiet(ctx.ui('overview.legend', MARKS)), ...sections],
    actions: [
      button(ctx, 'conversation.resume', data, { primary: true, label: ctx.ui('actions.toStep') }),
      button(ctx, 'answers', data),
      button(ctx, 'conversation.edit', data),
      button(ctx, 'finish', data),
      discreetButton(ctx, reply.discreet, data),
      button(ctx, 'home', {}, { quiet: true }),
    ],
  }
}
