/**
 * The only place that reads days, as counsellors type them: `24/12/2026`, `24-12-26`, `2026-12-24`, `do 24 december 2026`, `1er janvier
 * 2027`. Whatever could be another day is not read at all: `10/13/2026`, `31 februari 2026`, `12/03/90`, the wrong day of the week.
 */

import { bare, fold } from './fold.ts'
import { LANGUAGES } from './languages.ts'
import { once } from './once.ts'

type Order = readonly ['y' | 'm' | 'd', 'y' | 'm' | 'd', 'y' | 'm' | 'd']

/** Where our counsellors are: Belgium and the Netherlands change days at the same moment. */
const brussels = once(
  () => new Intl.DateTimeFormat('en', { timeZone: 'Europe/Brussels', year: 'numeric', month: '2-digit', day: '2-digit' }),
)

/**
 * The day it was, YYYY-MM-DD, where our counsellors are: shortly after midnight that is not yet the day in UTC.
 * @param instant ISO; a day stays as it is
 */
export function dayOf(instant: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(instant)) return instant
  const at = new Date(instant)
  // Every turn asks for today, and a day begins with an hour.
  const hour = Math.floor(at.getTime() / 3_600_000)
  if (hour !== latest.hour) latest = { hour, day: formatted(at) }
  return latest.day
}

let latest = { hour: Number.NaN, day: '' }

function formatted(at: Date): string {
  const parts = Object.fromEntries(
    brussels()
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}`
}

interface Reading {
  /** The names of the months in our languages, whole and short, each with its number from 1. */
  months: ReadonlyMap<string, number>
  /** The names of the days of the week, each with its numbers from Sunday, 0: a short name may stand for two. */
  weekdays: ReadonlyMap<string, ReadonlySet<number>>
  /** Day before month, as in Belgium and the Netherlands; only the English `December 24, 2026` has it otherwise. */
  shapes: readonly { shape: RegExp; order: Order }[]
  /** Another day right before a day, or right after it: `3 of 4 december 2026`, `3/12/2026 en 5/12`. */
  others: { before: RegExp; after: RegExp }
  /** A day without its year, and nothing else; and one by the name of its month, anywhere. */
  yearless: readonly RegExp[]
}

/** Short names that people write and Intl does not know, folded; none that is a word of its own (`vrij`, `zon`). */
const MORE_MONTHS = { fev: 2, febr: 2, juill: 7, sep: 9, sept: 9 }
const MORE_WEEKDAYS = { maa: 1, din: 2, woe: 3, don: 4, zat: 6, tues: 2, weds: 3, thur: 4, thurs: 4 }

const named = (options: Intl.DateTimeFormatOptions, dates: readonly number[]): [string, number][] =>
  LANGUAGES.flatMap((language) => {
    const names = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' })
    return dates.map((date, at): [string, number] => [fold(names.format(date)).replace('.', ''), at])
  })

function readingOf(): Reading {
  const monthly = Array.from({ length: 12 }, (_, at) => Date.UTC(2026, at, 1))
  // 4 January 2026 was a Sunday
  const daily = Array.from({ length: 7 }, (_, at) => Date.UTC(2026, 0, 4 + at))
  const months = new Map((['long', 'short'] as const).flatMap((month) => named({ month }, monthly).map(([name, at]) => [name, at + 1])))
  const weekdays = new Map<string, Set<number>>()
  for (const weekday of ['long', 'short'] as const)
    for (const [name, at] of named({ weekday }, daily)) weekdays.set(name, (weekdays.get(name) ?? new Set()).add(at))
  for (const [name, at] of Object.entries(MORE_MONTHS)) months.set(name, at)
  for (const [name, at] of Object.entries(MORE_WEEKDAYS)) weekdays.set(name, (weekdays.get(name) ?? new Set()).add(at))
  const month = [...months.keys()].toSorted((a, b) => b.length - a.length).join('|')
  const half = `\\d{1,2}(?:[./-]\\d{1,2}|(?:er|e|ste|de|st|nd|rd|th)?\\.? ?(?:of |-)?(?:${month})\\b\\.?)`
  const nth = '\\d{1,2}(?:er|e|ste|de|st|nd|rd|th)?'
  const lead = `(?:(?:op|le|on|de|den|the) |(?:${[...weekdays.keys()].join('|')})\\.? )*`
  const and = "(?:en|of|tot|tot en met|t/m|tem|et|ou|au|a|jusqu'au|and|or|to|till|until)"
  return {
    months,
    weekdays,
    others: {
      before: new RegExp(`(?<![\\d./-])(?:${half}|${nth})(?: ${and} | ?[-&+/] ?)${lead}$`, 'u'),
      after: new RegExp(`^,?(?: ${and} | ?[-&+] ?)${lead}${half}(?![./-]?\\d)`, 'u'),
    },
    yearless: [new RegExp(`^${lead}${half}$`, 'u'), new RegExp(`(?<!\\d)${nth}\\.? ?(?:of )?(?:${month})\\b`, 'u')],
    shapes: [
      { shape: /(?<![\d./-])\d{4}(?:-\d{1,2}-|\/\d{1,2}\/|\.\d{1,2}\.)\d{1,2}(?![\d/-]|\.\d)/gu, order: ['y', 'm', 'd'] },
      { shape: /(?<![\d./-])\d{1,2}(?:\/\d{1,2}\/|-\d{1,2}-|\.\d{1,2}\.)(?:\d{4}|\d{2})(?![\d/-]|\.\d)/gu, order: ['d', 'm', 'y'] },
      {
        shape: new RegExp(
          `(?<![\\d./-])(\\d{1,2})(?:er|e|ste|de|st|nd|rd|th)?\\.? ?(?:of |-)?(${month})\\b\\.?,?[ -](\\d{4})(?!\\d)`,
          'gu',
        ),
        order: ['d', 'm', 'y'],
      },
      { shape: new RegExp(`\\b(${month})\\b\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?!\\d)`, 'gu'), order: ['m', 'd', 'y'] },
    ],
  }
}

const reading = once(readingOf)

const OLDEST = 1900
const LATEST = 2100
/** `26` is 2026; `90` may be 1990 or 2090, and `26-10-02` a day of 2026, so these are not read. */
const SHORT_YEARS = [20, 50] as const

function yearOf(digits: string): number {
  const [from, to] = SHORT_YEARS
  const year = Number(digits)
  return digits.length === 2 && year >= from && year < to ? 2000 + year : year
}

/** @returns YYYY-MM-DD when such a day exists, from 1900 to 2100 */
function existing(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day))
  const exists =
    year >= OLDEST && year <= LATEST && at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  return exists ? at.toISOString().slice(0, 10) : undefined
}

/** Whether this is YYYY-MM-DD and nothing else, and such a day exists (from 1900 to 2100). */
export function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  return existing(Number(year), Number(month), Number(day)) === text
}

/** `24 / 12 / 2026`, `24. 12. 2026` */
const APART = /(?<![\d./-])(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{4})(?!\d)/gu

interface Found {
  /** YYYY-MM-DD; absent where it has the shape of a day but does not exist. */
  day?: string
  /** It is all there is in the text. */
  whole: boolean
}

/** What may stand before a day: `op donderdag `, `le `. */
const BEFORE = /(?<![^ ])(?:(op|le|on) )?(?:(\p{L}{2,10})\.?,? )?(?:(?:de|den|le|the) )?$/u

function find(text: string): Found[] {
  const { months, weekdays, shapes, others } = reading()
  const typed = bare(text).replace(APART, '$1$2$3$2$4')
  return shapes.flatMap(({ shape, order }) =>
    [...typed.matchAll(shape)].map((match) => {
      const [words, ...groups] = match
      const { index } = match
      const parts = groups.length === 3 ? groups : words.split(/[./-]/)
      const part = (which: 'y' | 'm' | 'd'): string => parts[order.indexOf(which)] ?? ''
      const day = existing(yearOf(part('y')), months.get(part('m')) ?? Number(part('m')), Number(part('d')))
      const before = typed.slice(Math.max(0, index - 24), index)
      const one = !others.before.test(before) && !others.after.test(typed.slice(index + words.length, index + words.length + 24))
      const [prefix = '', , word = ''] = BEFORE.exec(before) ?? []
      const stated = weekdays.get(word)
      const fits = !stated || (day !== undefined && stated.has(new Date(day).getUTCDay()))
      const whole = prefix.length === index && (!word || stated !== undefined) && index + words.length === typed.length
      return { whole, ...(day && fits && one ? { day } : {}) }
    }),
  )
}

/** `02 10 26`: only where nothing else stands there, since such numbers may be anything. */
const SPACED = /^(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})$/

/** `24 dec 26`, `24 december ’26`: likewise, since in a sentence the number may be an hour. */
const SHORT_YEAR = /(\p{L}\.?) '?(\d{2})$/u

const wholeOf = (typed: string): Found | undefined =>
  find(
    bare(typed)
      .replace(SPACED, '$1/$2/$3')
      .replace(SHORT_YEAR, (all, month, digits) => (yearOf(digits) > OLDEST ? `${month} ${yearOf(digits)}` : all)),
  ).find(({ whole }) => whole)

/**
 * What was typed in answer to a question for a day, as YYYY-MM-DD. Anything else, including a day that does not exist (31/02/2026), comes
 * back as it was typed, to be refused with a reason.
 */
export const readDay = (typed: string): string => wholeOf(typed)?.day ?? typed

/** Whether a text is a day and nothing else, whether or not that day exists. */
export const looksLikeDay = (typed: string): boolean => wholeOf(typed) !== undefined

/** Whether a text names a day at all, also one that cannot be read, such as a day without its year. */
export const namesDay = (text: string): boolean => find(text).length > 0 || reading().yearless.some((shape) => shape.test(bare(text)))

/** The one day that a text mentions; undefined if it mentions none, several, or one that does not exist. */
export function dayIn(text: string): string | undefined {
  const days = new Set(find(text).map(({ day }) => day))
  return days.size === 1 ? [...days][0] : undefined
}
