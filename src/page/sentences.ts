/** Looks sentences up: one i18next instance for the three languages, fed from the content, nothing fetched. */
import { createInstance } from 'i18next'
import { type Content, LANGUAGES, type Language, type Sentences as Tree } from '../content/content.ts'

export type Values = Readonly<Record<string, string | number>>

export interface Sentences {
  /** The sentence with this key in a namespace. Values are inserted literally, whatever they look like. */
  say(ns: string, key: string, values?: Values): string
  has(ns: string, key: string): boolean
}

/** Called if a sentence, or a value it needs, is missing; what it returns is shown instead. */
export type OnMissing = (what: string) => string

/** For tests: a missing sentence is an error. */
export const throwOnMissing: OnMissing = (what) => {
  throw new Error(`missing sentence: ${what}`)
}

/** For people: the conversation goes on. It is an error all the same, told once, with the key. */
export function tellMissing(tell: (what: string) => void): OnMissing {
  const told = new Set<string>()
  return (what) => {
    if (!told.has(what)) tell(what)
    told.add(what)
    return '…'
  }
}

/** Without a logger: on standard error. */
const onStderr = tellMissing((what) => console.error(`missing: ${what}`))

/**
 * @param onMissing by default throws under a test runner, and elsewhere tells it and shows `…`
 * @returns the sentences by language; one missing in a language is missing, without falling back to Dutch
 */
export function createSentences(
  content: Content,
  onMissing: OnMissing = process.env.NODE_ENV === 'test' ? throwOnMissing : onStderr,
): Record<Language, Sentences> {
  const i18n = createInstance()
  /** The sentence being put together. */
  let asked = ''
  const namespaces = [...new Set(LANGUAGES.flatMap((language) => Object.keys(content.sentences[language])))]
  i18n.init({
    lng: 'nl',
    fallbackLng: false,
    supportedLngs: [...LANGUAGES],
    ns: namespaces,
    resources: content.sentences,
    initAsync: false,
    nsSeparator: false,
    // Our output is not HTML: cards and plain text show exactly what they get.
    interpolation: { escapeValue: false, skipOnVariables: true },
    missingInterpolationHandler: (_text: string, match: RegExpExecArray) => onMissing(`${asked}: value ${match[0]}`),
  })
  const { interpolator } = i18n.services
  const inLanguage = (lng: Language): Sentences => {
    const byKey = new Map(Object.entries(content.sentences[lng]).map(([ns, tree]) => [ns, new Map(flat(tree))]))
    const plain = (ns: string, key: string): string | undefined => byKey.get(ns)?.get(key)
    return {
      has: (ns, key) => plain(ns, key) !== undefined,
      // `replace` keeps values apart from i18next's own options, so that no value can be mistaken for one.
      say(ns, key, values = {}) {
        const { count } = values
        asked = `locales/${lng}/${ns}.json: ${key}`
        const sentence = count === undefined ? plain(ns, key) : undefined
        // A step shows dozens of sentences, most without variables. Only a count needs i18next to choose one.
        if (sentence !== undefined) return sentence.includes('{{') ? interpolator.interpolate(sentence, values, lng, {}) : sentence
        const options = { lng, ns, replace: values, nest: false, ...(typeof count === 'number' ? { count } : {}) }
        if (!i18n.exists(key, options)) return onMissing(asked)
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
