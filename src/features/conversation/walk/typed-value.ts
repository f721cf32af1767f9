/** What a line typed in the chat means as an answer, by kind of step. */
import { type Content, LANGUAGES } from '../../../content/content.ts'
import { dayIn, looksLikeDay, readDay } from '../../../content/days.ts'
import type { Step } from '../../../content/schema.ts'
import type { AnswerValue } from '../../../engine/session.ts'
import { conversationNs } from '../../../turn/texts.ts'

const plain = (words: string): string =>
  words
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘`´]/gu, "'")
    .replace(/\s+/gu, ' ')
    .replace(/[\s.!?…]+$/u, '')
    .trim()
    .toLowerCase()

/** `7`, `7/10`, `7 op 10`: the number, and of how many. */
const NUMBER = /^(-?\d{1,3})(?:\s*(?:\/|op|sur|out of|van)\s*(\d{1,3}))?[.!]?$/i

/**
 * The answer that a typed line is: an option by its number or its words in any of our languages, a number on a scale, a day, agreements
 * (one a line), otherwise free text. The words are kept whenever they are more than the option, number or day itself. A number or day that
 * cannot be is handed on, so that it is refused with a reason.
 * @param base what stands for this step: free words come beside what was chosen or filled in earlier, agreements after those made earlier
 */
export function typedValue(content: Content, conversation: string, step: Step, typed: string, base: AnswerValue = {}): AnswerValue {
  const { text: _replaced, ...filled } = base
  const words: AnswerValue = { ...filled, text: typed }
  switch (step.kind) {
    case 'choose':
    case 'checklist': {
      const choices = optionsTyped(content, conversation, step, typed)
      return choices ? { ...base, choices } : words
    }
    case 'scale': {
      const [, number, of] = NUMBER.exec(typed) ?? []
      return number && (of === undefined || Number(of) === step.scale.max) ? { ...base, number: Number(number) } : words
    }
    case 'date': {
      if (looksLikeDay(typed)) return { ...base, date: readDay(typed) }
      const date = dayIn(typed)
      return date ? { ...words, date } : words
    }
    case 'agreements':
      return { ...base, agreements: [...(base.agreements ?? []), ...agreementsTyped(typed, base.agreements ?? [])] }
    default:
      return words
  }
}

function agreementsTyped(typed: string, made: NonNullable<AnswerValue['agreements']>): NonNullable<AnswerValue['agreements']> {
  const lines = typed.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line && !made.some(({ text }) => text === line))
    .map((text) => {
      const due = dayIn(text)
      return { text, ...(due ? { due } : {}) }
    })
}

/** @returns ids of options; `undefined` where the line is no option and nothing but free words */
function optionsTyped(
  content: Content,
  conversation: string,
  step: Extract<Step, { kind: 'choose' | 'checklist' }>,
  typed: string,
): string[] | undefined {
  const named = optionNames(content, conversation, step)
  // A number that no option has is no option's id either: the engine refuses it.
  const numbered = (number: string): string => step.options[Number(number) - 1]?.id ?? number
  const whole = named.get(plain(typed))
  if (whole) return [whole]
  if (step.kind === 'choose') return /^\d{1,2}[.)]?$/.test(typed) ? [numbered(typed.replace(/\D/g, ''))] : undefined
  if (/^\d{1,2}(?:(?:\s*[,;+&]\s*|\s+(?:en|et|and)\s+|\s+)\d{1,2})*[.)]?$/i.test(typed)) return (typed.match(/\d+/g) ?? []).map(numbered)
  const parts = typed
    .split(/[,;\n]/)
    .map(plain)
    .filter(Boolean)
  const found = parts.flatMap((part) => named.get(part) ?? [])
  return found.length > 0 && found.length === parts.length ? found : undefined
}

/** The options' words in every language, each with the option's id. */
function optionNames(content: Content, conversation: string, step: { id: string; options: { id: string }[] }): Map<string, string> {
  return new Map(
    LANGUAGES.flatMap((language) => {
      const steps = content.sentences[language][conversationNs(conversation)]?.steps
      const texts = typeof steps === 'object' ? steps[step.id] : undefined
      const options = typeof texts === 'object' ? texts.options : undefined
      return step.options.map(({ id }) => [plain(String(typeof options === 'object' ? (options[id] ?? '') : '')), id] as const)
    }).filter(([words]) => words),
  )
}
