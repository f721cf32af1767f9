/** Any number of the options; and what `choose` shares with it. */
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

/** A line that is, as a whole, what one option is called. */
export function optionCalled(typed: string, options: OptionNames): string[] | undefined {
  const id = byName(options).get(plain(typed))
  return id ? [id] : undefined
}

/** Options called by their names, apart: `work, family`. */
function optionsCalled(typed: string, options: OptionNames): string[] | undefined {
  const names = byName(options)
  const parts = typed
    .split(/[,;\n]/)
    .map(plain)
    .filter(Boolean)
  const found = parts.flatMap((part) => names.get(part) ?? [])
  return found.length > 0 && found.length === parts.length ? found : undefined
}

const NUMBERS = /^\d{1,2}(?:(?:\s*[,;+&]\s*|\s+(?:en|et|and)\s+|\s+)\d{1,2})*[.)]?$/i

/** Options called by their numbers: `1, 3 en 4`. */
const numbersIn = (step: StepOf<Choice>, typed: string): string[] | undefined =>
  NUMBERS.test(typed) ? (typed.match(/\d+/g) ?? []).map((number) => optionAt(step, number)) : undefined

/** A number that no option has is no option's id either: the check refuses it. */
export const optionAt = (step: StepOf<Choice>, number: string): string => step.options[Number(number) - 1]?.id ?? number

const byName = (options: OptionNames): Map<string, string> =>
  new Map(
    options()
      .map(([words, id]) => [plain(words), id] as const)
      .filter(([words]) => words),
  )

/** Words without what people leave out or write otherwise: capitals, accents, a full stop. */
const plain = (words: string): string =>
  words
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘`´]/gu, "'")
    .replace(/\s+/gu, ' ')
    .replace(/[\s.!?…]+$/u, '')
    .trim()
    .toLowerCase()
