/** What the content room gives to the others: everything of `dialogs/` and `locales/`, checked, frozen, loaded once. */
import type { CrisisWords } from './crisis-words.ts'
import type { Language } from './languages.ts'
import type { Conversation, Country, Fact, Guide, LIBRARY_KINDS } from './schema.ts'

export { LANGUAGES, type Language } from './languages.ts'

/** Nested sentences, as in one locale file. */
export interface Sentences {
  [key: string]: string | Sentences
}

export interface LibraryItem {
  id: string
  kind: (typeof LIBRARY_KINDS)[number]
  /** The locale namespace of its text: `library/counsellor`, key `items.<id>`. */
  ns: string
}

export interface Content {
  conversations: ReadonlyMap<string, Conversation>
  library: ReadonlyMap<string, LibraryItem>
  guides: ReadonlyMap<string, Guide>
  /** `ns`: the locale namespace, key `facts.<id>`. */
  facts: ReadonlyMap<string, Fact & { ns: string }>
  countries: ReadonlyMap<string, Country>
  /** By folder and id, what features bring along; each feature knows the shape of its own. */
  brought: ReadonlyMap<string, ReadonlyMap<string, unknown>>
  /** The words that bring up the crisis plan. */
  crisis: CrisisWords
  /** By language, then namespace: the file's path below `locales/<language>/` without `.json`. */
  sentences: Readonly<Record<Language, Readonly<Record<string, Sentences>>>>
}
