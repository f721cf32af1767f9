/**
 * The few words that are commands when they are the whole message, with nothing around them but a “please”. They come from
 * `locales/<lng>/commands.json` and `polite.json`, all languages at once.
 */
import { type Content, LANGUAGES, type Language } from '../content/content.ts'
import { bareCommand, fold } from '../content/fold.ts'
import { once } from '../content/once.ts'
import { COMMANDS } from '../features/index.ts'
import type { CommandId } from '../turn/feature.ts'

export interface Found {
  command: CommandId
  /** `taal fr` */
  language?: Language
  /** `taal xx`, where `xx` is not one of our languages. */
  unknownLanguage?: true
}

export interface Commands {
  /** The command that a whole message is, if any. If a word means different things in two languages, the counsellor's language decides. */
  find(text: string, language: Language): Found | undefined
}

/** No command is longer; a longer message is an answer. */
const LONGEST = 200

/** Our languages by code and by their names in each language: `taal fr`, `taal frans`, `langue française`. */
const names = once(
  () =>
    new Map<string, Language>([
      ...LANGUAGES.map((language) => [language as string, language] as const),
      ...LANGUAGES.flatMap((of) => {
        const named = new Intl.DisplayNames([of], { type: 'language' })
        return LANGUAGES.map((language) => [fold(named.of(language) ?? language), language] as const)
      }),
    ]),
)

export function createCommands(content: Content): Commands {
  const written = LANGUAGES.map((language) => ({ language, words: wordsOf(content, language) }))
  const own = Object.fromEntries(written.map(({ language, words }) => [language, firsts(words)])) as Record<
    Language,
    Map<string, CommandId>
  >
  const all = firsts(written.flatMap(({ words }) => words))
  // Accents that were typed tell words apart: “résumé” is not “resume”, in any of our languages.
  const called = (word: string, language: Language): CommandId | undefined => {
    const folded = fold(word)
    return own[language].get(word) ?? (folded === word ? undefined : all.get(word)) ?? own[language].get(folded) ?? all.get(folded)
  }
  const unasked = withoutWords(LANGUAGES.flatMap((language) => listed(content.sentences[language].polite?.words)))
  return {
    find(text, language) {
      if (text.length > LONGEST) return undefined
      const whole = bareCommand(text)
      const typed = called(whole, language) ? whole : unasked(whole)
      const found = called(typed, language)
      if (found) return { command: found }
      const [word, wanted, ...rest] = typed.split(/[\s:=]+/u)
      if (rest.length || !word || !wanted || called(word, language) !== 'language') return undefined
      const known = names().get(fold(bareCommand(wanted)))
      return known ? { command: 'language', language: known } : { command: 'language', unknownLanguage: true }
    },
  }
}

const listed = (words: unknown): string[] =>
  String(words ?? '')
    .split('|')
    .map(bareCommand)
    .filter(Boolean)

const wordsOf = (content: Content, language: Language): (readonly [string, CommandId])[] =>
  (Object.keys(COMMANDS) as CommandId[]).flatMap((command) =>
    listed(content.sentences[language].commands?.[command]).map((word) => [word, command] as const),
  )

/** Takes these words off both ends of a typed one, as long as something else stands there: “aub” alone is no command. */
function withoutWords(words: readonly string[]): (typed: string) => string {
  const all = [...new Set([...words, ...words.map(fold)])].toSorted((a, b) => b.length - a.length)
  const shorter = (typed: string): string | undefined => {
    for (const word of all) {
      const [after, before] = [typed.slice(word.length), typed.slice(0, -word.length)]
      if (typed.startsWith(word) && bareCommand(after) && /^[\s\p{P}\p{S}]/u.test(after)) return bareCommand(after)
      if (typed.endsWith(word) && bareCommand(before) && /[\s\p{P}\p{S}]$/u.test(before)) return bareCommand(before)
    }
    return undefined
  }
  return (typed) => {
    let left = typed
    for (let less = shorter(left); less !== undefined; less = shorter(left)) left = less
    return left
  }
}

/** By word as it is written, then without accents; the first that has it. */
function firsts(words: readonly (readonly [string, CommandId])[]): Map<string, CommandId> {
  const found = new Map<string, CommandId>()
  for (const [word, command] of [...words, ...words.map(([word, command]) => [fold(word), command] as const)])
    if (!found.has(word)) found.set(word, command)
  return found
}
