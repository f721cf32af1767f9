/** Who does what by when. */

import { LIMITS } from '../../content/limits.ts'
import type { AnswerValue } from '../../engine/session.ts'
import type { Context } from '../context.ts'
import type { BoxGroup, InputBlock } from '../page.ts'
import { agreementLine, under } from '../parts.ts'
import type { Kind } from './kind.ts'

/** Lines offered, or one more than there are agreements if that is more. */
const LINES = 3

const LIST: BoxGroup = { id: 'agreements', rows: true }

export const agreements: Kind = {
  inputs: (ctx, { filled }, { agreements }, words) => [
    ...under(words.label, lineInputs(ctx, agreements ?? [], Object.keys(filled?.boxes ?? {}))),
  ],
  lines: (ctx, { agreements }) => (agreements ?? []).map((one) => agreementLine(ctx, one)),
}

/** @param boxes that come back: each has its row */
function lineInputs(ctx: Context, made: NonNullable<AnswerValue['agreements']>, boxes: readonly string[]): InputBlock[] {
  const back = boxes.map((box) => Number(/^agreement\.(\d{1,2})\./.exec(box)?.[1] ?? 0))
  const lines = Math.max(LINES, made.length + 1, ...back)
  return Array.from({ length: lines }, (_, index) => index).flatMap((index): InputBlock[] => {
    const { text, due } = made[index] ?? {}
    const number = index + 1
    return [
      {
        kind: 'input',
        input: 'text',
        id: `agreement.${number}.text`,
        group: LIST,
        label: ctx.ui('inputs.agreement', { number }),
        maxLength: LIMITS.text,
        ...(text ? { value: text } : {}),
      },
      {
        kind: 'input',
        input: 'date',
        id: `agreement.${number}.due`,
        group: LIST,
        label: ctx.ui('inputs.due', { number }),
        ...(due ? { value: due } : {}),
      },
    ]
  })
}
