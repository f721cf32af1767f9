import { LIMITS } from '../../content/limits.ts'
import { markOf } from '../../content/marks.ts'
import { button, cancel } from '../../page/button.ts'
import type { Context } from '../../page/context.ts'
import type { Block, InputBlock } from '../../page/page.ts'
import { each, list, quiet, sinceRemoved } from '../../page/parts.ts'
import type { ReplyOf, View } from '../../turn/reply.ts'
import { NS, promptKeys } from './content.ts'
import { BOXES, type Box } from './form.ts'
import { ideaBlocks } from './ideas-view.ts'
import { headOf, placeOf } from './ladder-view.ts'

/** One form for the whole ladder, so that it can be filled in over several conversations; only the goal is required. */
export const ladderForm: View<'ladder-form'> = (reply, ctx) => {
  const at = placeOf(reply)
  return {
    ...headOf(ctx, reply),
    blocks: [
      ...each('attention', reply.errors.map(ctx.notice)),
      ...(reply.keeps ? [] : [quiet(ctx.ui('ladder.notKept'))]),
      ...(reply.ideas ? ideaBlocks(ctx) : []),
      ...BOXES.flatMap((box) => boxBlocks(ctx, reply, box)),
    ],
    actions: [
      ...(reply.keeps ? [button(ctx, 'ladder.save', { ...at, ...sinceRemoved(reply) }, { inputs: true, primary: true })] : []),
      ...(reply.ideas || !reply.keeps
        ? []
        : [button(ctx, 'ladder.ideas', { ...at, ...sinceRemoved(reply), form: 'yes' }, { inputs: true })]),
      cancel(ctx, 'ladder.open', at),
    ],
  }
}

/** A part of the ladder: its input, with a question to ask for it; other questions on demand. */
function boxBlocks(ctx: Context, { values, hidden, ideas, keeps }: ReplyOf<'ladder-form'>, box: Box): Block[] {
  const heading: Block = { kind: 'heading', text: ctx.text({ ns: NS, key: `parts.${box}.label` }) }
  const [question = '', ...others] = promptKeys(ctx.content, box).map((key) => ctx.text({ ns: NS, key }))
  if (!keeps) return [heading, ...list(ideas ? [question, ...others] : [question])]
  return [heading, ...list(ideas ? others : []), input(ctx, box, { label: question, value: values[box], hidden: hidden.includes(box) })]
}

function input(ctx: Context, box: Box, { label, value, hidden }: { label: string; value: string; hidden: boolean }): InputBlock {
  const lines = box !== 'goal' && box !== 'due'
  const hint = hidden ? ctx.ui('discreet.kept') : lines ? ctx.ui(box === 'rungs' ? 'ladder.aRung' : 'ladder.aCard') : undefined
  const shown = hidden ? { held: markOf(value) } : value ? { value } : {}
  const shared = { kind: 'input', id: box, label, ...(hint ? { hint } : {}), ...shown } as const
  if (box === 'due') return { ...shared, input: 'date' }
  return { ...shared, input: 'text', maxLength: LIMITS.text, ...(lines ? { multiline: true } : {}) }
}
