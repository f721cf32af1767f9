/** Every sentence exists in every language, and no other sentence does. */
import { OWNED } from './brought.ts'
import { LANGUAGES, type Language, type Sentences } from './content.ts'
import { expectedKeys } from './expected.ts'
import type { Keys } from './keys.ts'
import type { Problem } from './problems.ts'
import type { Read } from './read.ts'
import { sentenceFindings, variablesOf } from './sentences.ts'

/** In the folders of `locales/<language>/` each file belongs to a file of `dialogs/`. */
const PAIRED = /\//

export function textProblems(read: Read): Problem[] {
  const expected = expectedKeys(read)
  const present = LANGUAGES.flatMap((language) => Object.keys(read.sentences[language]))
  const namespaces = [...new Set([...expected.keys(), ...present])].filter((namespace) => !read.broken.has(namespace)).toSorted()
  return [...uiProblems(read), ...namespaces.flatMap(ofNamespace)]

  function ofNamespace(namespace: string): Problem[] {
    if (PAIRED.test(namespace) && !expected.has(namespace)) return orphans(read, namespace)
    const flat = flattened(read, namespace)
    const wanted = expected.get(namespace)
    const keys = wanted ? keyProblems(flat, namespace, [...leaves(wanted)]) : sameKeys(flat, namespace)
    return [...keys, ...sentenceProblems(flat, namespace), ...variableProblems(flat, namespace)]
  }
}

/** What the features say, and what none of them does. Missing translations are found by comparing languages. */
function uiProblems(read: Read): Problem[] {
  const { ui } = read
  if (!ui || read.broken.has('ui')) return []
  const flat = flattened(read, 'ui')
  const plurals = pluralsOf(flat)
  const present = new Set([...(flat.nl?.keys() ?? [])].map((key) => stem(key, plurals)))
  const wanted = new Set(ui)
  const file = fileOf('nl', 'ui')
  return [
    ...ui.filter((key) => !present.has(key)).map((key) => ({ file, key, reason: 'the text is missing: a feature says it' })),
    ...[...present]
      .filter((key) => OWNED.some((group) => key.startsWith(`${group}.`)) && !wanted.has(key))
      .map((key) => ({ file, key, reason: 'no feature says this' })),
  ]
}

const fileOf = (language: Language, namespace: string): string => `locales/${language}/${namespace}.json`

function orphans(read: Read, namespace: string): Problem[] {
  const reason = `belongs to no file of dialogs: there is no dialogs/${namespace}.yaml`
  return LANGUAGES.filter((language) => read.sentences[language][namespace]).map((language) => ({
    file: fileOf(language, namespace),
    key: '',
    reason,
  }))
}

/** By language: the sentences of one namespace by their whole key; `undefined` where the file is missing. */
type Flat = Record<Language, Map<string, string> | undefined>

function flattened(read: Read, namespace: string): Flat {
  const of = (language: Language) => {
    const sentences = read.sentences[language][namespace]
    return sentences && new Map(entries(sentences))
  }
  return { nl: of('nl'), fr: of('fr'), en: of('en') }
}

function* entries(sentences: Sentences, path = ''): Generator<[string, string]> {
  for (const [key, value] of Object.entries(sentences)) {
    if (typeof value === 'string') yield [path + key, value]
    else yield* entries(value, `${path}${key}.`)
  }
}

function* leaves(keys: Keys, path = ''): Generator<string> {
  for (const [key, value] of Object.entries(keys)) {
    if (value === true) yield path + key
    else yield* leaves(value, `${path}${key}.`)
  }
}

function keyProblems(flat: Flat, namespace: string, wanted: readonly string[]): Problem[] {
  const known = new Set(wanted)
  return LANGUAGES.flatMap((language) => {
    const file = fileOf(language, namespace)
    const sentences = flat[language]
    if (!sentences) return [{ file, key: '', reason: 'the file is missing' }]
    return [
      ...wanted.filter((key) => !sentences.has(key)).map((key) => ({ file, key, reason: `the text is missing in ${NAMES[language]}` })),
      ...[...sentences.keys()]
        .filter((key) => !known.has(key))
        .map((key) => ({ file, key, reason: `dialogs/${namespace}.yaml has nothing that shows this text` })),
    ]
  })
}

const NAMES: Readonly<Record<Language, string>> = { nl: 'Dutch', fr: 'French', en: 'English' }

const PLURAL = /_(zero|one|two|few|many|other)$/
const CATEGORIES = Object.fromEntries(
  LANGUAGES.map((language) => [language, new Set<string>(new Intl.PluralRules(language).resolvedOptions().pluralCategories)]),
) as Record<Language, Set<string>>

/** i18next picks by count between `key_one`, `key_other` ...; the key they share where at least one language has `key_other`. */
const stem = (key: string, plurals: ReadonlySet<string>): string => {
  const base = key.replace(PLURAL, '')
  return plurals.has(base) ? base : key
}

const pluralsOf = (flat: Flat): Set<string> =>
  new Set(
    LANGUAGES.flatMap((language) =>
      [...(flat[language]?.keys() ?? [])].filter((key) => key.endsWith('_other')).map((key) => key.replace(PLURAL, '')),
    ),
  )

/** Sentences that belong to no dialog have the same keys in every language, each with that language's plural forms. */
function sameKeys(flat: Flat, namespace: string): Problem[] {
  const plurals = pluralsOf(flat)
  const all = new Set(LANGUAGES.flatMap((language) => [...(flat[language]?.keys() ?? [])].map((key) => stem(key, plurals))))
  return LANGUAGES.flatMap((language) => {
    const file = fileOf(language, namespace)
    const sentences = flat[language]
    if (!sentences) return [{ file, key: '', reason: 'the file is missing, though another language has it' }]
    // `many` in French begins at a million; `zero` is i18next's own, for any language
    const needed = [...all].flatMap((key) => (plurals.has(key) ? [`${key}_one`, `${key}_other`] : [key]))
    const never = [...sentences.keys()].filter((key) => {
      const form = PLURAL.exec(key)?.[1]
      return plurals.has(key) || (form && plurals.has(key.replace(PLURAL, '')) && form !== 'zero' && !CATEGORIES[language].has(form))
    })
    return [
      ...needed
        .filter((key) => !sentences.has(key))
        .map((key) => ({ file, key, reason: `the text is missing in ${NAMES[language]}: another language has it` })),
      ...never.map((key) => ({ file, key, reason: `is never shown: ${NAMES[language]} has no such plural form` })),
    ]
  })
}

function sentenceProblems(flat: Flat, namespace: string): Problem[] {
  return LANGUAGES.flatMap((language) =>
    [...(flat[language] ?? [])].flatMap(([key, sentence]) =>
      [...sentenceFindings(language, namespace, sentence), ...titleFindings(key, sentence)].map((reason) => ({
        file: fileOf(language, namespace),
        key,
        reason,
      })),
    ),
  )
}

/** Only titles stand on a card as markdown, where “2. …” begins a list that counts from 1. */
const titleFindings = (key: string, sentence: string): string[] =>
  /(^|\.)(client)?title$/i.test(key) && /^(\d+[.)]|[-+*#>])\s|[*_]|\]\(/.test(sentence)
    ? ['is a title, and a card reads it as markdown: it must not begin with a number and a full stop, and hold no * or _']
    : []

/** A variable that one language fills in and another leaves out. Of plural forms, `one` may do without the count. */
function variableProblems(flat: Flat, namespace: string): Problem[] {
  const plurals = pluralsOf(flat)
  const used = new Map<string, Map<Language, Set<string>>>()
  for (const language of LANGUAGES) {
    for (const [key, sentence] of flat[language] ?? []) {
      const shared = stem(key, plurals)
      const byLanguage = used.get(shared) ?? new Map<Language, Set<string>>()
      const names = byLanguage.get(language) ?? new Set<string>()
      for (const name of variablesOf(sentence)) names.add(name)
      used.set(shared, byLanguage.set(language, names))
    }
  }
  return [...used].flatMap(([key, byLanguage]) => {
    const all = new Set([...byLanguage.values()].flatMap((names) => [...names]))
    return [...byLanguage].flatMap(([language, names]) =>
      [...all]
        .filter((name) => !names.has(name))
        .map((name) => ({ file: fileOf(language, namespace), key, reason: `lacks {{${name}}}, which another language has here` })),
    )
  })
}
