/** A day. */
import { type Kind, line } from './kind.ts'

export const date: Kind = {
  inputs: (ctx, _shape, { date }, words) => [
    { kind: 'input', input: 'date', id: 'date', label: ctx.ui('inputs.date'), ...(date ? { value: date } : {}) },
    words,
  ],
  lines: (ctx, { date }) => (date ? [line(ctx.ui('digest.date'), ctx.date(date))] : []),
}
