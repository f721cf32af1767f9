/** The few words that are commands when they are the whole message. They come from `locales/<lng>/commands.json`, all languages at once. */
import { type Content, LANGUAGES, type Language } from '../content/content.ts'
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

const bare = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[.!?…\s]+$/u, '')
    .replace(/\s+/gu, ' ')

/** Our languages by code and by their names in each language: `taal fr`, `taal frans`, `langue française`. */
const names = once(
  () =>
    new Map<string, Language>([
      ...LANGUAGES.map((language) => [language as string, language] as const),
      ...LANGUAGES.flatMap((of) => {
        const named = new Intl.DisplayNames([of], { type: 'language' })
        return LANGUAGES.map((language) => [bare(named.of(language) ?? language), language] as const)
      }),
    ]),
)

export function createCommands(content: Content): Commands {
  const words = new Map<string, CommandId>()
  const own = Object.fromEntries(LANGUAGES.map((language) => [language, wordsOf(content, language)])) as Record<
    Language,
    Map<string, CommandId>
  >
  for (const language of LANGUAGES) for (const [word, command] of own[language]) if (!words.has(word)) words.set(word, command)
  return {
    find(text, language) {
      const typed = bare(text)
      const found = own[language].get(typed) ?? words.get(typed)
      if (found) return { command: found }
      const [word, wanted, ...rest] = typed.split(' ')
      if (rest.length || !word || !wanted || (own[language].get(word) ?? words.get(word)) !== 'language') return undefined
      const known = names().get(wanted)
      return known ? { command: 'language', language: known } : { command: 'language', unknownLanguage: true }
    },
  }
}

function wordsOf(content: Content, language: Language): Map<string, CommandId> {
  const sentences = content.sentences[language].commands ?? {}
  return new Map(
    (Object.keys(COMMANDS) as CommandId[]).flatMap((command) =>
      String(sentences[command] ?? '')
        .split('|')
        .map((word) => [bare(word), command] as const)
        .filter(([word]) => word),
    ),
  )
}
