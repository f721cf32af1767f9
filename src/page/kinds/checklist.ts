/** Any number of the options. */
import type { Context } from '../context.ts'
import type { Option } from '../page.ts'
import { sentence } from '../parts.ts'
import { type Kind, line, type Shape } from './kind.ts'

export const checklist: Kind = {
  inputs: (ctx, shape, { choices }, words) => [
    {
      kind: 'input',
      input: 'checklist',
      id: 'choices',
      label: ctx.ui('inputs.choices'),
      options: optionsOf(ctx, shape),
      values: choices ?? [],
    },
    words,
  ],
  lines: (ctx, { choices }, nameOf) =>
    choices?.length ? [line(ctx.ui('digest.chosen'), choices.map((id) => nameOf('options', id)).join(' · '))] : [],
}

export const optionsOf = (ctx: Context, shape: Shape): Option[] =>
  shape.options.map((id) => ({ id, label: sentence(ctx, shape, `options.${id}`) ?? id }))
