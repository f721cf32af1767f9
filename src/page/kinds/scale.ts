/** A whole number from `min` to `max`. */
import type { Context } from '../context.ts'
import type { InputBlock } from '../page.ts'
import { sentence } from '../parts.ts'
import { type Kind, line, type Shape } from './kind.ts'

export const scale: Kind = {
  inputs: (ctx, shape, { number }, words) => [numberInput(ctx, shape, number), words],
  lines: (ctx, { number }) => (number === undefined ? [] : [line(ctx.ui('digest.number'), String(number))]),
}

function numberInput(ctx: Context, shape: Shape, value: number | undefined): InputBlock {
  const { min, max } = shape.scale ?? { min: 0, max: 10 }
  const minText = sentence(ctx, shape, 'scaleMin')
  const maxText = sentence(ctx, shape, 'scaleMax')
  const hint = minText && maxText ? { hint: ctx.ui('inputs.scale', { min, max, minText, maxText }) } : {}
  return {
    kind: 'input',
    input: 'number',
    id: 'number',
    label: ctx.ui('inputs.number'),
    ...hint,
    min,
    max,
    ...(value === undefined ? {} : { value }),
  }
}
