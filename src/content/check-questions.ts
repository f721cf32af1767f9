/** Every question to a client can be said through an interpreter: short, one thing, no image that has to be guessed at. */
import { LANGUAGES, type Language } from './content.ts'
import type { Problem } from './problems.ts'
import type { QuestionRules } from './question-rules.ts'
import type { Read } from './read.ts'

/** Questions of conversations, in every language. */
export function questionProblems({ conversations, sentences, wording }: Read): Problem[] {
  const [rules] = wording
  if (!rules) return []
  return LANGUAGES.flatMap((language) => {
    const faults = faultsIn(language, rules.data)
    return conversations.flatMap(({ name, data }) =>
      data.sections
        .flatMap((section) => section.steps)
        .flatMap((step) =>
          step.prompts.flatMap(({ id }) => {
            const key = `steps.${step.id}.prompts.${id}`
            const question = sentenceAt(sentences[language][`conversations/${name}`], key)
            const file = `locales/${language}/conversations/${name}.json`
            return question === undefined ? [] : faults(question).map((reason) => ({ file, key, reason }))
          }),
        ),
    )
  })
}

/** What is wrong with a question in this language, each in plain words. */
export function faultsIn(language: Language, { longest, avoid, and, second }: QuestionRules): (question: string) => string[] {
  const avoided = avoid[language].map((word) => [word, wordPattern(word)] as const)
  const doubled = new RegExp(`(?<!\\p{L})(?:${and[language].join('|')})\\s+(?:${second[language].join('|')})(?!\\p{L})`, 'iu')
  return (question) => {
    const words = Math.max(...question.split(/[.?!…:]/).map((sentence) => sentence.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu)?.length ?? 0))
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
  return new RegExp(`(?<!\\p{L})${open ? word.slice(0, -1) : word}${open ? '' : '(?!\\p{L})'}`, 'iu')
}

function sentenceAt(tree: unknown, key: string): string | undefined {
  const found = key
    .split('.')
    .reduce<unknown>(
      (node, part) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[part] : undefined),
      tree,
    )
  return typeof found === 'string' ? found : undefined
}
