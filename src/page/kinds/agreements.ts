/** Who does what by when. */

import { LIMITS } from '../../content/limits.ts'
import type { AnswerValue } from '../../engine/session.ts'
import type { Context } from '../context.ts'
import type { InputBlock } from '../page.ts'
import { agreementLine, under } from '../parts.ts'
import type { Kind } from './kind.ts'

/** Lines offered, or one more than there are agreements if that is more. */
const LINES = 3

export const agreements: Kind = {
  inputs: (ctx, _shape, { agreements }, words) => [...under(words.label, lineInputs(ctx, agreements ?? []))],
  lines: (ctx, { agreements }) => (agreements ?? []).map((one) => agreementLine(ctx, one)),
}

function lineInputs(ctx: Context, made: NonNullable<AnswerValue['agreements']>): InputBlock[] {
  const lines = Math.max(LINES, made.length + 1)
  return Array.from({ length: lines }, (_, index) => index).flatMap((index): InputBlock[] => {
    const { text, due } = made[index] ?? {}
    const number = index + 1
    return [
      {
        kind: 'input',
        input: 'text',
        id: `agreement.${number}.text`,
        label: ctx.ui('inputs.agreement', { number }),
        maxLength: LIMITS.text,
        ...(text ? { value: text } : {}),
      },
      {
        kind: 'input',
        input: 'date',
        id: `agreement.${number}.due`,
        label: ctx.ui('inputs.due', { number }),
        ...(due ? { value: due } : {}),
      },
    ]
  })
}
