/** Our languages, and what depends on them alone. */
export const LANGUAGES = ['nl', 'fr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** The same in each language, or one for each: an official name, a page that exists in several languages. */
export type InLanguages = string | Readonly<Record<Language, string>>
export const inLanguage = (value: InLanguages, language: Language): string => (typeof value === 'string' ? value : value[language])

interface LanguageFacts {
  /** For dates and numbers: Dutch and French as in Belgium, where most who use this are. */
  locale: string
  /** Between a label and its text: French puts a no-break space before it. */
  colon: string
}

export const LANGUAGE: Readonly<Record<Language, LanguageFacts>> = {
  nl: { locale: 'nl-BE', colon: ': ' },
  fr: { locale: 'fr-BE', colon: '\u00A0: ' },
  en: { locale: 'en-GB', colon: ': ' },
}
