/** A day. */
import { dayIn as dayInWords, looksLikeDay, namesDay, readDay } from '../../content/days.ts'
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
    const { date: before, ...words } = withWords(base, typed)
    // what names another day, though none that can be read, takes the earlier one away
    const now = dayInWords(typed) ?? (namesDay(typed) ? undefined : before)
    return { ...words, ...(now ? { date: now } : {}) }
  },
  shape: () => shapeWith(),
  example: () => ({ date: '2026-04-01' }),
} satisfies Kind<StepOf<'date'>>
