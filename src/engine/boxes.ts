/** Reads single boxes of a card. Their values are text, whatever they look like. */
import { readDay } from '../content/days.ts'
import { isBlank } from '../content/fold.ts'

/** What a card sent, by box name. */
export type Data = Readonly<Record<string, unknown>>

export function textIn(data: Data, box: string): string | undefined {
  const value = data[box]
  const typed = typeof value === 'number' ? String(value) : value
  return typeof typed === 'string' && !isBlank(typed) ? typed.trim() : undefined
}

/** A date picker gives YYYY-MM-DD; typed days may be in any notation we read. */
export function dayIn(data: Data, box: string): string | undefined {
  const typed = textIn(data, box)
  return typed === undefined ? undefined : readDay(typed)
}

/** Checklists arrive as `a,b,c`. */
export const listIn = (data: Data, box: string): string[] | undefined =>
  textIn(data, box)
    ?.split(',')
    .map((one) => one.trim())
    .filter(Boolean)
