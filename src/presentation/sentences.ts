/** Looks sentences up: one i18next instance for the three languages, fed from the content, nothing fetched. */
import { createInstance } from 'i18next'
import { type Content, LANGUAGES, type Language } from '../content/content.ts'

export type Values = Readonly<Record<string, string | number>>

export interface Sentences {
  /** The sentence at a key of a namespace. What is filled in is taken literally, whatever it looks like. */
  say(ns: string, key: string, values?: Values): string
  has(ns: string, key: string): boolean
}

/** Called when a sentence, or a value that it needs, is not there; its answer is shown instead. */
export type OnMissing = (what: string) => string

/** For tests: a missing sentence is an error. */
export const throwOnMissing: OnMissing = (what) => {
  throw new Error(`missing sentence: ${what}`)
}

/** For people: the talk goes on; the content check at start has already named what is missing. */
const goOn: OnMissing = () => '…'

/**
 * @param onMissing by default throws under a test runner and shows `…` elsewhere
 * @returns the sentences by language; a sentence missing in one language is missing, not silently Dutch
 */
export function createSentences(
  content: Content,
  onMissing: OnMissing = process.env.NODE_ENV === 'test' ? throwOnMissing : goOn,
): Record<Language, Sentences> {
  const i18n = createInstance()
  const namespaces = [...new Set(LANGUAGES.flatMap((language) => Object.keys(content.sentences[language])))]
  i18n.init({
    lng: 'nl',
    fallbackLng: false,
    supportedLngs: [...LANGUAGES],
    ns: namespaces,
    resources: content.sentences,
    initAsync: false,
    nsSeparator: false,
    // Nothing we make is HTML: cards and plain text show what they get.
    interpolation: { escapeValue: false, skipOnVariables: true },
    missingInterpolationHandler: (text: string, match: RegExpExecArray) => onMissing(`value ${match[0]} for “${text}”`),
  })
  const inLanguage = (lng: Language): Sentences => {
    // Most sentences hold no variable, so they are always the same: i18next is asked for each of them once. A step shows dozens.
    const fixed = new Map<string, string>()
    return {
      has: (ns, key) => fixed.has(`${ns} ${key}`) || i18n.exists(key, { lng, ns }),
      // `replace` keeps values apart from i18next's own options, so that no value can be taken for one.
      say(ns, key, values = {}) {
        const at = `${ns} ${key}`
        const count = values.count
        const known = count === undefined ? fixed.get(at) : undefined
        if (known !== undefined) return known
        const options = { lng, ns, replace: values, nest: false, ...(typeof count === 'number' ? { count } : {}) }
        if (!i18n.exists(key, options)) return onMissing(`locales/${lng}/${ns}.json: ${key}`)
        const said = String(i18n.t(key, options))
        if (count === undefined && i18n.getResource(lng, ns, key) === said) fixed.set(at, said)
        return said
      },
    }
  }
  return { nl: inLanguage('nl'), fr: inLanguage('fr'), en: inLanguage('en') }
}
