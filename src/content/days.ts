/** The only place that reads days, as counsellors type them: `24/12/2026`, `24-12-26`, `2026-12-24`, `24 december 2026`, `1er janvier 2027`. */

import { fold } from './fold.ts'
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
  const parts = Object.fromEntries(
    brussels()
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  )
  return `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}`
}

interface Reading {
  /** The names of the months in our languages, whole and short, each with its number from 1. */
  months: ReadonlyMap<string, number>
  /** Day before month, as in Belgium and the Netherlands; only the English `December 24, 2026` has it otherwise. */
  shapes: readonly { shape: RegExp; order: Order }[]
}

function readingOf(): Reading {
  const months = new Map(
    LANGUAGES.flatMap((language) =>
      (['long', 'short'] as const).flatMap((month) => {
        const names = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' })
        return Array.from({ length: 12 }, (_, at) => [fold(names.format(Date.UTC(2026, at, 1))).replace('.', ''), at + 1] as const)
      }),
    ),
  )
  const month = [...months.keys()].toSorted((a, b) => b.length - a.length).join('|')
  return {
    months,
    shapes: [
      { shape: /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/gu, order: ['y', 'm', 'd'] },
      { shape: /(?<![\d./-])(\d{1,2})(?:\/\d{1,2}\/|-\d{1,2}-|\.\d{1,2}\.)(?:\d{4}|\d{2})(?![\d/-]|\.\d)/gu, order: ['d', 'm', 'y'] },
      {
        shape: new RegExp(`(?<!\\d)(\\d{1,2})(?:er|e|ste|de|st|nd|rd|th)?\\.? (?:of )?(${month})\\b\\.?,? (\\d{4})(?!\\d)`, 'gu'),
        order: ['d', 'm', 'y'],
      },
      { shape: new RegExp(`\\b(${month})\\b\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?!\\d)`, 'gu'), order: ['m', 'd', 'y'] },
    ],
  }
}

const reading = once(readingOf)

/** @returns YYYY-MM-DD when such a day exists, from 1900 on */
function existing(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day))
  const exists = year >= 1900 && at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  return exists ? at.toISOString().slice(0, 10) : undefined
}

/** Whether this is YYYY-MM-DD and nothing else, and such a day exists (from 1900 on). */
export function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  return existing(Number(year), Number(month), Number(day)) === text
}

interface Found {
  /** YYYY-MM-DD; absent where it has the shape of a day but does not exist. */
  day?: string
  /** The words that were read as this day. */
  words: string
}

function find(text: string): Found[] {
  const typed = fold(text).replace(/\s+/gu, ' ').trim()
  const { months, shapes } = reading()
  return shapes.flatMap(({ shape, order }) =>
    [...typed.matchAll(shape)].map(([words, ...groups]) => {
      const parts = groups.length === 3 ? groups : words.split(/[./-]/)
      const part = (which: 'y' | 'm' | 'd'): string => parts[order.indexOf(which)] ?? ''
      const year = part('y').length === 2 ? 2000 + Number(part('y')) : Number(part('y'))
      const day = existing(year, months.get(part('m')) ?? Number(part('m')), Number(part('d')))
      return { words, ...(day ? { day } : {}) }
    }),
  )
}

/**
 * What was typed in answer to a question for a day, as YYYY-MM-DD. Anything else, including a day that does not exist (31/02/2026), comes
 * back as it was typed, to be refused with a reason.
 */
export function readDay(typed: string): string {
  const whole = fold(typed).replace(/\s+/gu, ' ').trim()
  return find(typed).find(({ words, day }) => words === whole && day)?.day ?? typed
}

/** Whether a text is a day and nothing else, whether or not that day exists. */
export function looksLikeDay(typed: string): boolean {
  const whole = fold(typed).replace(/\s+/gu, ' ').trim()
  return find(typed).some(({ words }) => words === whole)
}

/** The one day that a text mentions; undefined if it mentions none or several. */
export function dayIn(text: string): string | undefined {
  const days = new Set(find(text).flatMap(({ day }) => day ?? []))
  return days.size === 1 ? [...days][0] : undefined
}
