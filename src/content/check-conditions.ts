/** Conditions must ask about what exists and was answered before, and must be able to hold. */
import { parts } from './conditions.ts'
import { canHold } from './reach.ts'
import type { Condition, Step } from './schema.ts'

/** What may be referred to. */
export interface Names {
  has(id: string): boolean
}

export interface Known {
  conversations: Names
  countries: Names
}

/** Where a condition is. */
export interface Spot {
  /** The steps that come before. */
  before: readonly Step[]
  /** All steps of the conversation; none in a guide. */
  all: readonly Step[]
  /** The condition of the step around it, where there is one. */
  around?: Condition | undefined
}

/**
 * What is wrong with a condition, each in plain words.
 * @param what what it decides on: `this step`, `this question`
 */
export function conditionProblems(condition: Condition, spot: Spot, known: Known, what: string): string[] {
  const wrong = parts(condition).flatMap((part) => [
    ...(part.country ?? [])
      .filter((id) => !known.countries.has(id))
      .map((id) => `asks about country ${id}, which has no file in dialogs/countries`),
    ...(part.held && !known.conversations.has(part.held.conversation)
      ? [`asks whether conversation “${part.held.conversation}” was held, which does not exist`]
      : []),
    ...(part.answer ? answerProblems(part.answer, spot) : []),
  ])
  if (wrong.length) return wrong
  const together = spot.around ? [spot.around, condition] : [condition]
  return canHold(together, spot.before) ? [] : [`${what} is never shown: no client and no answers make its condition true`]
}

function answerProblems({ step: id, has }: NonNullable<Condition['answer']>, { before, all }: Spot): string[] {
  if (!all.length) return ['asks about an answer, but no step comes before']
  const step = before.find((one) => one.id === id)
  if (!step) {
    return [
      all.some((one) => one.id === id)
        ? `asks about the answer to “${id}”, which does not come earlier`
        : `asks about the answer to “${id}”, which is no step of this conversation`,
    ]
  }
  if (!('options' in step))
    return [`asks about the answer to “${id}”, which is a step of kind ${step.kind}: only choose and checklist have options`]
  return has
    .filter((option) => !step.options.some((one) => one.id === option))
    .map((option) => `asks about option “${option}”, which step “${id}” does not have`)
}
