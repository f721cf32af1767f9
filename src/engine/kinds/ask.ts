/** A free answer. */
import type { AnswerValue } from '../session.ts'
import { type Kind, type StepOf, shapeWith } from './kind.ts'

export const ask: Kind<StepOf<'ask' | 'say' | 'summary'>> = {
  fromTyped: (_step, typed, base) => withWords(base, typed),
  shape: () => shapeWith(),
  example: () => ({ text: 'in their own words' }),
}

/** Free words, beside what was chosen or filled in earlier. */
export function withWords(base: AnswerValue, text: string): AnswerValue {
  const { text: _replaced, ...filled } = base
  return { ...filled, text }
}
