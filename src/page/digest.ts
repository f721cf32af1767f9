/** Answers and agreements as blocks. */

import { isDeepStrictEqual } from 'node:util'
import type { Answer, AnswerValue } from '../engine/session.ts'
import { button } from './button.ts'
import type { Context } from './context.ts'
import { BY_PART } from './kinds/index.ts'
import type { Block } from './page.ts'
import { agreementLine, buttons, quiet, sentence } from './parts.ts'
import type { AgreementLine } from './refs.ts'

/** Agreements shown at once; ticking some off makes room for the next. */
const MAX_AGREEMENTS = 20

interface Of {
  conversation: string
  country: string
  step: string
}

/** One answer, exactly as it was typed or chosen. */
export function valueBlocks(ctx: Context, of: Of, value: AnswerValue): Block[] {
  const nameOf = (group: string, id: string) => sentence(ctx, of, `${group}.${id}`) ?? id
  return [
    ...(value.prompts ?? []).map((id): Block => ({ kind: 'list', items: [nameOf('prompts', id)] })),
    ...Object.values(BY_PART).flatMap((kind) => kind.lines(ctx, value, nameOf)),
    ...(value.text ? [{ kind: 'typed' as const, text: value.text }] : []),
  ]
}

/** Agreements, each with a button to tick it off; `hidden`: only how many there are. */
export function agreementBlocks(ctx: Context, agreements: readonly AgreementLine[], of: { client?: string; hidden: boolean }): Block[] {
  if (agreements.length === 0) return []
  if (of.hidden) return [quiet(ctx.ui('agreements.hidden', { count: agreements.length }))]
  const rest = agreements.length - MAX_AGREEMENTS
  const shown = agreements.slice(0, MAX_AGREEMENTS).flatMap((one) => {
    const done = of.client && !one.done ? buttons([button(ctx, 'agreement.done', { client: of.client, agreement: one.id })]) : []
    return [agreementLine(ctx, one), ...done]
  })
  return rest > 0 ? [...shown, quiet(ctx.ui('agreements.rest', { count: rest }))] : shown
}

/** What an answer was before. Masked, a version may be the same as the next one. */
export const earlierOf = ({ history, value }: Pick<Answer, 'history' | 'value'>): AnswerValue[] =>
  history.filter((one, nth) => !isDeepStrictEqual(one, history[nth + 1] ?? value))
