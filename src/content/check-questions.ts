/** Every question to a client can be said through an interpreter: short, one thing, no image that has to be guessed at. */
import { LANGUAGES, type Language } from './content.ts'
import { RESIDENCE_OPTIONS } from './kinds.ts'
import type { Problem } from './problems.ts'
import type { QuestionRules } from './question-rules.ts'
import type { Read, Sourced } from './read.ts'
import type { Conversation, Guide } from './schema.ts'
import { BODY_VARIABLES } from './sentences.ts'

/** The questions of conversations and of guides, in every language. */
export function questionProblems(read: Read): Problem[] {
  const [rules] = read.wording
  if (!rules) return []
  const asked = [...read.conversations.map(questionsIn), ...read.guides.map(questionsInGuide)]
  return LANGUAGES.flatMap((language) => {
    const faults = faultsIn(language, rules.data)
    const named = withNames(read, language)
    return asked.flatMap(({ ns, keys }) =>
      keys.flatMap((key) => {
        const question = sentenceAt(read.sentences[language][ns], key)
        if (question === undefined) return []
        return faults(named(question)).map((reason) => ({ file: `locales/${language}/${ns}.json`, key, reason }))
      }),
    )
  })
}

/** A namespace, and the keys of the questions in it. */
interface Asked {
  ns: string
  keys: string[]
}

const questionsIn = ({ name, data }: Sourced<Conversation>): Asked => ({
  ns: `conversations/${name}`,
  keys: data.sections.flatMap(({ steps }) => steps).flatMap((step) => step.prompts.map(({ id }) => `steps.${step.id}.prompts.${id}`)),
})

const questionsInGuide = ({ name, data }: Sourced<Guide>): Asked => ({
  ns: `guides/${name}`,
  keys: data.sections.flatMap((section) => section.prompts.map(({ id }) => `sections.${section.id}.prompts.${id}`)),
})

/** A question with the names that are filled in; where countries differ, the longest. */
function withNames({ countries, sentences }: Read, language: Language): (question: string) => string {
  const names = new Map<string, string>()
  const put = (variable: string, name = '') => {
    if (wordsIn(name) > wordsIn(names.get(variable) ?? '')) names.set(variable, name)
  }
  for (const option of RESIDENCE_OPTIONS)
    put('fourOptions', `${names.get('fourOptions') ?? ''} ${sentenceAt(sentences[language].ui, `residenceOptions.${option}`) ?? ''}`)
  for (const country of countries) {
    const own = sentences[language][`countries/${country.name}`]
    put('country', sentenceAt(own, 'name'))
    for (const [body, variable] of Object.entries(BODY_VARIABLES)) put(variable, sentenceAt(own, `bodies.${body}.name`))
  }
  return (question) => question.replace(/\{\{(\w+)\}\}/g, (variable, name) => names.get(name) ?? variable)
}

const wordsIn = (text: string): number => text.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu)?.length ?? 0

/** What is wrong with a question in this language, each in plain words. */
export function faultsIn(language: Language, { longest, avoid, and, second }: QuestionRules): (question: string) => string[] {
  const avoided = avoid[language].map((word) => [word, wordPattern(word)] as const)
  const doubled = new RegExp(`(?<!\\p{L})${oneOf(and[language])}\\s+${oneOf(second[language])}(?!\\p{L})`, 'iu')
  return (question) => {
    const words = Math.max(...question.split(/[.?!…:]/).map(wordsIn))
    return [
      ...(words > longest ? [`has a sentence of ${words} words: ${longest} at most, so that an interpreter can say it`] : []),
      ...(question.split('?').length > 2 || doubled.test(question) ? ['asks two things at once: make it two questions, or one'] : []),
      ...avoided
        .filter(([, pattern]) => pattern.test(question))
        .map(([word]) => `says “${word}”, which interprets badly (dialogs/wording/questions.yaml)`),
    ]
  }
}

function wordPattern(word: string): RegExp {
  const open = word.endsWith('*')
  return new RegExp(`(?<!\\p{L})${literal(open ? word.slice(0, -1) : word)}${open ? '' : '(?!\\p{L})'}`, 'iu')
}

const oneOf = (words: readonly string[]): string => `(?:${words.map(literal).join('|')})`

/** As it stands, whatever signs are in it. */
const literal = (words: string): string => words.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

function sentenceAt(tree: unknown, key: string): string | undefined {
  const found = key
    .split('.')
    .reduce<unknown>(
      (node, part) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[part] : undefined),
      tree,
    )
  return typeof found === 'string' ? found : undefined
}
