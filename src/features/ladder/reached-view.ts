import { button, cancel } from '../../page/button.ts'
import { hiddenForm } from '../../page/parts.ts'
import type { View } from '../../turn/reply.ts'
import { rungLines } from './drawn-view.ts'
import { headOf, placeOf } from './ladder-view.ts'

/** The form to tick off rungs. The tick boxes only have numbers: their labels are read as markup, and a rung is what a person typed. */
export const reached: View<'ladder-reached'> = (reply, ctx) => {
  const at = placeOf(reply)
  const head = headOf(ctx, reply, ctx.ui('actions.ladderReached'))
  const back = cancel(ctx, 'ladder.open', at)
  if (reply.discreet) return hiddenForm(ctx, head, at, back)
  return {
    ...head,
    blocks: [
      { kind: 'typed', text: rungLines(ctx, reply.rungs).join('\n') },
      {
        kind: 'input',
        input: 'checklist',
        id: 'reached',
        label: ctx.ui('ladder.which'),
        options: reply.rungs.map((_, index) => ({ id: String(index), label: ctx.ui('ladder.rung', { number: index + 1 }) })),
        values: reply.rungs.flatMap(({ done }, index) => (done ? [String(index)] : [])),
      },
    ],
    actions: [button(ctx, 'ladder.tick', { ...at, ladder: reply.ladder }, { inputs: true, primary: true }), back],
  }
}
