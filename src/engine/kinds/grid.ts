/** A short text in each cell of rows × columns. */
import { textIn } from '../boxes.ts'
import { named, words } from '../checks.ts'
import { withWords } from './ask.ts'
import { idsOf, type Kind, type Part, type StepOf, shapeWith } from './kind.ts'

type Cells = Record<string, Record<string, string>>

const cells: Part<'cells', StepOf<'grid'>> = {
  name: 'cells',
  check(given, step) {
    const rows = named(given, step?.rows).map(([row, columns]) => {
      const filled = named(columns, step?.columns).map(([column, cell]) => [column, words(cell)])
      return [row, Object.fromEntries(filled.filter(([, cell]) => cell !== undefined))] as const
    })
    return orNothing(Object.fromEntries(rows.filter(([, columns]) => Object.keys(columns).length)))
  },
  mapTexts: (held, change) => mapValues(held, (columns) => mapValues(columns, change)),
  inWords: (held, nameOf) =>
    Object.entries(held).flatMap(([row, columns]) =>
      Object.entries(columns).map(([column, cell]) => `${nameOf('rows', row)} · ${nameOf('columns', column)}: ${cell}`),
    ),
  fromCard(data) {
    const filled: Cells = {}
    for (const box of Object.keys(data)) {
      const [kind, row, column, ...rest] = box.split('.')
      const typed = textIn(data, box)
      if (kind !== 'cell' || !row || !column || rest.length || !typed) continue
      filled[row] = { ...filled[row], [column]: typed }
    }
    return orNothing(filled)
  },
  toCard: (held) =>
    Object.fromEntries(
      Object.entries(held).flatMap(([row, columns]) => Object.entries(columns).map(([column, cell]) => [`cell.${row}.${column}`, cell])),
    ),
}

export const grid = {
  part: cells,
  fromTyped: (_step, typed, base) => withWords(base, typed),
  shape: (step) => shapeWith({ rows: idsOf(step.rows), columns: idsOf(step.columns) }),
  example: (step) => ({
    cells: Object.fromEntries(
      idsOf(step.rows).map((row) => [row, Object.fromEntries(idsOf(step.columns).map((column) => [column, `${row}, ${column}`]))]),
    ),
  }),
} satisfies Kind<StepOf<'grid'>>

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))

const orNothing = (filled: Cells): Cells | undefined => (Object.keys(filled).length ? filled : undefined)
