import { valueMark } from '../../../content/marks.ts'
import { button, cancel } from '../../../page/button.ts'
import type { Context } from '../../../page/context.ts'
import { earlierOf, valueBlocks } from '../../../page/digest.ts'
import { answerInputs, prepareInputs, withheld } from '../../../page/inputs.ts'
import type { Block } from '../../../page/page.ts'
import { conversationTitle, kicker, quiet, runData, sinceRemoved, stepTitle, under } from '../../../page/parts.ts'
import type { TextRef } from '../../../page/refs.ts'
import type { View } from '../../../turn/reply.ts'

/** One recorded answer, to change, move or remove, with its earlier versions below. */
export const answerForm: View<'answer-form'> = (reply, ctx) => {
  const { run, country, answer } = reply
  const of = { conversation: run.conversation, country, step: reply.step }
  const data = { ...runData(reply.client, run), step: reply.step, visit: reply.visit }
  // About the answer that is shown, not about one that came in its place.
  const mark = valueMark(answer.value)
  const chosen = answer.value?.prompts ?? []
  const open: Block[] =
    run.mode === 'prepare'
      ? prepareInputs(ctx, { prompts: promptsOf(ctx, run.conversation, reply.step), chosen, country, reminder: answer.value?.text })
      : answerInputs(ctx, { ...reply, conversation: run.conversation, mode: 'afterwards' }, answer.value)
  // While discreet the inputs do not show their values; left empty, they keep them.
  const inputs = reply.discreet ? withheld(open, ctx.ui('discreet.kept')) : open
  const earlier = reply.discreet
    ? []
    : earlierOf(answer)
        .toReversed()
        .flatMap((value) => valueBlocks(ctx, of, value))
  return {
    kicker: kicker(conversationTitle(ctx, run.conversation), ctx.ui('answers.one')),
    title: stepTitle(ctx, run.conversation, reply.step, country),
    blocks: [...(answer.withheld ? [quiet(ctx.ui('digest.withheld'))] : inputs), ...under(ctx.ui('answers.earlier'), earlier)],
    actions: [
      ...(answer.withheld ? [] : [button(ctx, 'answer.save', { ...data, ...sinceRemoved(reply) }, { inputs: true, primary: true })]),
      cancel(ctx, 'answers', runData(reply.client, run)),
      button(ctx, 'answer.move', { ...data, mark }, { quiet: true }),
      button(ctx, 'answer.remove', { ...data, mark }, { quiet: true, danger: true }),
    ],
  }
}

/** Every question of the step, so that a different one can be chosen than those offered that day. */
function promptsOf(ctx: Context, conversation: string, id: string): TextRef[] {
  const steps = ctx.content.conversations.get(conversation)?.sections.flatMap((section) => section.steps) ?? []
  const prompts = steps.find((step) => step.id === id)?.prompts ?? []
  return prompts.map((prompt) => ({ id: prompt.id, ns: `conversations/${conversation}`, key: `steps.${id}.prompts.${prompt.id}` }))
}
