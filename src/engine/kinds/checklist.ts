/** Any number of the options; with what `choose` shares. */
import { bare, fold } from '../../content/fold.ts'
import { listIn } from '../boxes.ts'
import { among } from '../checks.ts'
import { withWords } from './ask.ts'
import { idsOf, type Kind, type OptionNames, type Part, type StepOf, shapeWith } from './kind.ts'

type Choice = 'choose' | 'checklist'

export const choices: Part<'choices', StepOf<Choice>> = {
  name: 'choices',
  check: (given, step) => among(given, step?.options),
  mapTexts: (held) => held,
  inWords: (held, nameOf) => held.map((id) => nameOf('options', id)),
  fromCard: (data) => listIn(data, 'choices'),
  toCard: (held) => ({ choices: held.join(',') }),
}

export const checklist = {
  part: choices,
  fromTyped(step, typed, base, options) {
    const chosen = optionCalled(typed, options) ?? numbersIn(step, typed) ?? optionsCalled(typed, options)
    return chosen ? { ...base, choices: chosen } : withWords(base, typed)
  },
  shape: (step) => shapeWith({ options: idsOf(step.options) }),
  example: (step) => ({ choices: idsOf(step.options) }),
} satisfies Kind<StepOf<'checklist'>>

/** The option whose name is the whole line. */
export function optionCalled(typed: string, options: OptionNames): string[] | undefined {
  const id = byName(options).get(bare(typed))
  return id ? [id] : undefined
}

/** Options by name, separated: `work, family`. */
function optionsCalled(typed: string, options: OptionNames): string[] | undefined {
  const names = byName(options)
  const parts = typed
    .split(/[,;\n]/)
    .map(bare)
    .filter(Boolean)
  const found = parts.flatMap((part) => names.get(part) ?? [])
  return found.length > 0 && found.length === parts.length ? found : undefined
}

const NUMBERS = /^\d{1,2}(?:(?: ?[,;+&] ?| (?:(?:en|et|and) )?)\d{1,2})*$/

/** Options by number: `1, 3 en 4`. */
function numbersIn(step: StepOf<Choice>, typed: string): string[] | undefined {
  const words = numbersTyped(typed)
  return words && NUMBERS.test(words) ? words.match(/\d+/g)?.map((number) => optionAt(step, number)) : undefined
}

/** What was typed as bare words where it may be numbers and is not asked back: `7?` is not yet an answer. */
export const numbersTyped = (typed: string): string | undefined => (fold(typed).includes('?') ? undefined : bare(typed))

/** An out-of-range number is passed on as is; the check rejects it. */
export const optionAt = (step: StepOf<Choice>, number: string): string => step.options[Number(number) - 1]?.id ?? number

const byName = (options: OptionNames): Map<string, string> =>
  new Map(
    options()
      .map(([words, id]) => [bare(words), id] as const)
      .filter(([words]) => words),
  )
