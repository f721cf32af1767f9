/** A free answer. */
import type { AnswerValue } from '../session.ts'
import { type Kind, type StepOf, shapeWith } from './kind.ts'

export const ask: Kind<StepOf<'ask' | 'say' | 'summary'>> = {
  fromTyped: (_step, typed, base) => withWords(base, typed),
  shape: () => shapeWith(),
  example: () => ({ text: 'in their own words' }),
}

/** Replaces the free text and keeps what was chosen or filled in. */
export function withWords(base: AnswerValue, text: string): AnswerValue {
  const { text: _replaced, ...filled } = base
  return { ...filled, text }
}
