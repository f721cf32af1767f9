import { button, wayButton } from '../../page/button.ts'
import { clip, MAX_VALUE } from '../../page/context.ts'
import type { View } from '../../turn/reply.ts'

/** One line, and where to go next. */
export const notice: View<'notice'> = ({ notice: line, wasAnswer, actions = [] }, ctx) => ({
  title: '',
  summary: ctx.ui('app'),
  blocks: [{ kind: 'text', text: ctx.notice(line) }],
  actions: [...(wasAnswer ? [button(ctx, 'was-answer', wasAnswer)] : []), ...actions.map((way) => wayButton(ctx, way))],
})

/** Says what will happen, with a button to leave it as it is. */
export const confirm: View<'confirm'> = ({ what, action, data, cancel, values = {}, danger }, ctx) => {
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? clip(value, MAX_VALUE) : value]),
  )
  return {
    title: ctx.ui(`confirm.${what}.title`),
    blocks: [{ kind: 'text', text: ctx.ui(`confirm.${what}.text`, shown) }],
    actions: [
      { action, data, label: ctx.ui(`confirm.${what}.yes`), danger },
      wayButton(ctx, cancel, { label: ctx.ui(`confirm.${what}.no`) }),
    ],
  }
}
