/** A day. */
import { dayIn as dayInWords, looksLikeDay, readDay } from '../../content/days.ts'
import { dayIn } from '../boxes.ts'
import { day } from '../checks.ts'
import { withWords } from './ask.ts'
import { type Kind, type Part, type StepOf, shapeWith } from './kind.ts'

const part: Part<'date', StepOf<'date'>> = {
  name: 'date',
  check: day,
  mapTexts: (held) => held,
  inWords: (held) => [held],
  fromCard: (data) => dayIn(data, 'date'),
  toCard: (held) => ({ date: held }),
}

export const date = {
  part,
  fromTyped(_step, typed, base) {
    if (looksLikeDay(typed)) return { ...base, date: readDay(typed) }
    const found = dayInWords(typed)
    return { ...withWords(base, typed), ...(found ? { date: found } : {}) }
  },
  shape: () => shapeWith(),
  example: () => ({ date: '2026-04-01' }),
} satisfies Kind<StepOf<'date'>>
