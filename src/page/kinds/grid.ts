/** A short text in each cell of rows × columns. */
import type { AnswerValue } from '../../engine/session.ts'
import type { Context } from '../context.ts'
import type { Block } from '../page.ts'
import { sentence, under } from '../parts.ts'
import { type Kind, type Shape, textInput } from './kind.ts'

export const grid: Kind = {
  inputs: (ctx, shape, { cells }, words) => [...cellInputs(ctx, shape, cells ?? {}), ...under(ctx.ui('inputs.furthermore'), [words])],
  lines: (_ctx, { cells }, nameOf) =>
    Object.entries(cells ?? {}).flatMap(([row, columns]) =>
      Object.entries(columns).map(
        ([column, text]): Block => ({ kind: 'typed', label: `${nameOf('rows', row)} · ${nameOf('columns', column)}`, text }),
      ),
    ),
}

const cellInputs = (ctx: Context, shape: Shape, cells: NonNullable<AnswerValue['cells']>): Block[] =>
  shape.rows.flatMap((row): Block[] => {
    const name = sentence(ctx, shape, `rows.${row}`) ?? row
    const inputs = shape.columns.map((column) => {
      const label = sentence(ctx, shape, `columns.${column}`) ?? column
      return textInput(`cell.${row}.${column}`, label, cells[row]?.[column], shape)
    })
    return [{ kind: 'heading', text: name }, ...inputs]
  })
