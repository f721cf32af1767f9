/** What a view needs to put a reply into words: sentences, dates and names in one language. */

import type { Content, Language } from '../content/content.ts'
import type { ResidenceOption } from '../content/kinds.ts'
import { LANGUAGE } from '../content/languages.ts'
import { once } from '../content/once.ts'
import { BODY_VARIABLES } from '../content/sentences.ts'
import { optionsFrom } from '../engine/rotate.ts'
import type { Notice } from './notice.ts'
import type { Sentences, Values } from './sentences.ts'

export interface Context {
  language: Language
  content: Content
  /** A sentence from any file, by namespace. */
  say(ns: string, key: string, values?: Values): string
  /** A sentence from `ui.json`. */
  ui(key: string, values?: Values): string
  has(ref: { ns: string; key: string }): boolean
  /**
   * A sentence from the content, with the names of the country's bodies filled in; without a country, general names.
   * @param first of the four residence options, where the sentence lists them
   */
  text(ref: { ns: string; key: string }, country?: string, first?: ResidenceOption): string
  /** `12 juni 2025`, from YYYY-MM-DD or an ISO instant. */
  date(iso: string): string
  /** `12 juni 2025, 14:05`, from an ISO instant. */
  moment(iso: string): string
  notice(notice: Notice): string
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Values put into a line are short: an alias, a word, a date. Anything longer is a mistake and must not make the line long. */
export const MAX_VALUE = 200

export function createContext(content: Content, language: Language, sentences: Sentences): Context {
  const days = once(() => new Intl.DateTimeFormat(LANGUAGE[language].locale, { dateStyle: 'long', timeZone: 'UTC' }))
  const instants = once(() => new Intl.DateTimeFormat(LANGUAGE[language].locale, { dateStyle: 'long', timeZone: 'Europe/Brussels' }))
  const times = once(() => new Intl.DateTimeFormat(LANGUAGE[language].locale, { timeStyle: 'short', timeZone: 'Europe/Brussels' }))
  const ui: Context['ui'] = (key, values) => sentences.say('ui', key, values)
  const date = (iso: string): string => {
    const at = new Date(iso)
    if (Number.isNaN(at.getTime())) return iso
    return (DAY.test(iso) ? days : instants)().format(at)
  }
  const known = new Map<string, (ref: { ns: string; key: string }) => string>()
  const options = once(() => new Intl.ListFormat(LANGUAGE[language].locale, { type: 'disjunction' }))
  /** The same each time: the names of a country's bodies and the order of the options are the only values. */
  const textsOf = (country: string, first: ResidenceOption | undefined): ((ref: { ns: string; key: string }) => string) => {
    const fourOptions = options().format(optionsFrom(first).map((option) => ui(`residenceOptions.${option}`)))
    const names = { ...bodyNames(sentences, country), fourOptions }
    const told = new Map<string, Map<string, string>>()
    return ({ ns, key }) => {
      const found = told.get(ns)?.get(key)
      if (found !== undefined) return found
      const text = sentences.say(ns, key, names)
      // a key may be anything an old file holds
      if (sentences.has(ns, key)) told.set(ns, (told.get(ns) ?? new Map()).set(key, text))
      return text
    }
  }
  const text: Context['text'] = (ref, country, first) => {
    const place = country && content.countries.has(country) ? country : ''
    const key = `${place} ${first ?? ''}`
    const found = known.get(key) ?? textsOf(place, first)
    known.set(key, found)
    return found(ref)
  }
  return {
    language,
    content,
    say: sentences.say,
    ui,
    has: ({ ns, key }) => sentences.has(ns, key),
    text,
    date,
    moment(iso) {
      const at = new Date(iso)
      return Number.isNaN(at.getTime()) ? iso : `${instants().format(at)}, ${times().format(at)}`
    },
    notice: ({ key, values = {} }) =>
      ui(`notices.${key}`, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value, date)]))),
  }
}

/** A country's bodies by the names sentences use; a body the country does not have gets a general name. */
function bodyNames(sentences: Sentences, country: string): Values {
  const ns = `countries/${country}`
  const bodies = Object.entries(BODY_VARIABLES).map(([body, variable]) => {
    const key = `bodies.${body}.name`
    return [variable, country && sentences.has(ns, key) ? sentences.say(ns, key) : sentences.say('ui', `bodies.${variable}`)]
  })
  return { ...Object.fromEntries(bodies), country: country ? sentences.say(ns, 'name') : sentences.say('ui', 'bodies.country') }
}

const shown = (value: string | number, date: (iso: string) => string): string | number => {
  if (typeof value === 'number') return value
  return DAY.test(value) ? date(value) : clip(value, MAX_VALUE)
}

/** Cuts to at most `length` UTF-16 units, ending in `…`, without splitting a character. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, Math.max(0, length - 1))
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
