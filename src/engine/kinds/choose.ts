/** One of some options. */
import { textIn } from '../boxes.ts'
import { Bad } from '../checks.ts'
import { withWords } from './ask.ts'
import { choices, numbersTyped, optionAt, optionCalled } from './checklist.ts'
import { idsOf, type Kind, type Part, type StepOf, shapeWith } from './kind.ts'

const choice: Part<'choices', StepOf<'choose'>> = {
  ...choices,
  check(given, step) {
    const chosen = choices.check(given, step)
    if (chosen && chosen.length > 1) throw new Bad()
    return chosen
  },
  fromCard(data) {
    const id = textIn(data, 'choice')
    return id ? [id] : undefined
  },
  toCard: ([id]): Record<string, string> => (id ? { choice: id } : {}),
}

export const choose = {
  part: choice,
  fromTyped(step, typed, base, options) {
    const number = /^\d{1,2}$/.exec(numbersTyped(typed) ?? '')?.[0]
    const chosen = optionCalled(typed, options) ?? (number ? [optionAt(step, number)] : undefined)
    return chosen ? { ...base, choices: chosen } : withWords(base, typed)
  },
  shape: (step) => shapeWith({ options: idsOf(step.options) }),
  example: (step) => ({ choices: idsOf(step.options).slice(0, 1) }),
} satisfies Kind<StepOf<'choose'>>
