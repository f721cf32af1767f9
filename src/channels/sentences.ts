/** The few sentences that channels say themselves: `locales/<lng>/channels.json`. */
import { type Content, LANGUAGES, type Language } from '../content/content.ts'
import { LANGUAGE } from '../content/languages.ts'
import { createSentences, type Values } from '../page/sentences.ts'

const NAMESPACE = 'channels'

export type Say = (language: Language, key: string, values?: Values) => string

export function createSay(content: Content): Say {
  const sentences = createSentences(content)
  return (language, key, values) => sentences[language].say(NAMESPACE, key, values)
}

/** The sentences of the page in the browser, in every language, with the language's `locale`. */
export function pageSentences(content: Content): Record<Language, Record<string, string>> {
  const inLanguage = (language: Language) => ({ ...pageOf(content, language), locale: LANGUAGE[language].locale })
  return { nl: inLanguage('nl'), fr: inLanguage('fr'), en: inLanguage('en') }
}

const pageOf = (content: Content, language: Language) => content.sentences[language][NAMESPACE]?.page as Record<string, string> | undefined

/** The language of a locale such as `fr-BE`, or of an Accept-Language header; Dutch for any other language. */
export function languageOf(locale = ''): Language {
  const wanted = locale.split(',').map((part) => part.trim().slice(0, 2).toLowerCase())
  return wanted.map((code) => LANGUAGES.find((language) => language === code)).find(Boolean) ?? 'nl'
}
