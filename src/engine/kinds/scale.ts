/** A whole number from `min` to `max`. */
import { textIn } from '../boxes.ts'
import { Bad } from '../checks.ts'
import { withWords } from './ask.ts'
import { numbersTyped } from './checklist.ts'
import { type Kind, type Part, type StepOf, shapeWith } from './kind.ts'

const number: Part<'number', StepOf<'scale'>> = {
  name: 'number',
  check(given, step) {
    if (typeof given !== 'number' || !Number.isSafeInteger(given)) throw new Bad()
    if (step && (given < step.scale.min || given > step.scale.max)) throw new Bad()
    return given
  },
  mapTexts: (held) => held,
  inWords: (held) => [String(held)],
  fromCard(data) {
    const typed = textIn(data, 'number')
    return typed === undefined ? undefined : Number(typed)
  },
  toCard: (held) => ({ number: String(held) }),
}

/** `7`, `7/10`, `7 op 10`: the number, and out of how many. */
const NUMBER = /^(-?\d{1,3})(?: ?(?:\/|op|sur|out of|van) ?(\d{1,3}))?$/

export const scale = {
  part: number,
  fromTyped(step, typed, base) {
    const [, given, of] = NUMBER.exec(numbersTyped(typed) ?? '') ?? []
    return given && (of === undefined || Number(of) === step.scale.max) ? { ...base, number: Number(given) } : withWords(base, typed)
  },
  shape: (step) => shapeWith({ scale: step.scale }),
  example: (step) => ({ number: step.scale.min }),
} satisfies Kind<StepOf<'scale'>>
