import { actionKey } from '../../page/actions.ts'
import { button } from '../../page/parts.ts'
import type { View } from '../../page/view.ts'

/** One line, and where to go from there. */
export const notice: View<'notice'> = ({ notice: line, wasAnswer, actions = [] }, ctx) => ({
  title: '',
  summary: ctx.ui('app'),
  blocks: [{ kind: 'text', text: ctx.notice(line) }],
  actions: [
    ...(wasAnswer ? [button(ctx, 'was-answer', wasAnswer)] : []),
    ...actions.map(({ action, data }) => ({ action, data, label: ctx.ui(`actions.${actionKey(action)}`) })),
  ],
})
