/** Looks sentences up: one i18next instance for the three languages, fed from the content, nothing fetched. */
import { createInstance } from 'i18next'
import { type Content, LANGUAGES, type Language, type Sentences as Tree } from '../content/content.ts'

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
    const byKey = new Map(Object.entries(content.sentences[lng]).map(([ns, tree]) => [ns, new Map(flat(tree))]))
    const plain = (ns: string, key: string): string | undefined => byKey.get(ns)?.get(key)
    return {
      has: (ns, key) => plain(ns, key) !== undefined,
      // `replace` keeps values apart from i18next's own options, so that no value can be taken for one.
      say(ns, key, values = {}) {
        const { count } = values
        const sentence = count === undefined ? plain(ns, key) : undefined
        // Most sentences hold no variable, so there is nothing to ask i18next for. A step shows dozens.
        if (sentence !== undefined && !sentence.includes('{{')) return sentence
        const options = { lng, ns, replace: values, nest: false, ...(typeof count === 'number' ? { count } : {}) }
        if (sentence === undefined && !i18n.exists(key, options)) return onMissing(`locales/${lng}/${ns}.json: ${key}`)
        return String(i18n.t(key, options))
      },
    }
  }
  return { nl: inLanguage('nl'), fr: inLanguage('fr'), en: inLanguage('en') }
}

/** `[['title', …], ['steps.why.title', …]]` */
function flat(tree: Tree, at = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, part]): [string, string][] =>
    typeof part === 'string' ? [[at + name, part]] : flat(part, `${at}${name}.`),
  )
}
