import { clip } from '../../page/context.ts'
import type { View } from '../../page/view.ts'

/** These take something away for good. */
const LOSES = /^(erase|remove|withdraw)/

/** Says what will happen, and that it can be left as it is. */
export const confirm: View<'confirm'> = ({ what, action, data, cancel, values = {} }, ctx) => {
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? clip(value, 200) : value]),
  )
  return {
    title: ctx.ui(`confirm.${what}.title`),
    blocks: [{ kind: 'text', text: ctx.ui(`confirm.${what}.text`, shown) }],
    actions: [
      { action, data, label: ctx.ui(`confirm.${what}.yes`), ...(LOSES.test(what) ? { danger: true } : {}) },
      { action: cancel.action, data: cancel.data, label: ctx.ui(`confirm.${what}.no`) },
    ],
  }
}
