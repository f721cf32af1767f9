/** One of some options. */
import { checklist, optionsOf } from './checklist.ts'
import type { Kind } from './kind.ts'

export const choose: Kind = {
  inputs(ctx, shape, { choices }, words) {
    const [chosen] = choices ?? []
    const label = ctx.ui('inputs.choice')
    return [
      { kind: 'input', input: 'choice', id: 'choice', label, options: optionsOf(ctx, shape), ...(chosen ? { value: chosen } : {}) },
      words,
    ]
  },
  lines: checklist.lines,
}
