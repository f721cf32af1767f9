/** Reads single boxes of a card. What they hold is text, whatever it looks like. */
import { readDay } from '../content/days.ts'

/** What a card brought, by the name of the box. */
export type Data = Readonly<Record<string, unknown>>

export function textIn(data: Data, box: string): string | undefined {
  const value = data[box]
  const typed = typeof value === 'number' ? String(value) : value
  return typeof typed === 'string' && typed.trim() !== '' ? typed.trim() : undefined
}

/** From a calendar it comes as YYYY-MM-DD; typed, in any notation of here. */
export function dayIn(data: Data, box: string): string | undefined {
  const typed = textIn(data, box)
  return typed === undefined ? undefined : readDay(typed)
}

/** Checklists come as `a,b,c`. */
export const listIn = (data: Data, box: string): string[] | undefined =>
  textIn(data, box)
    ?.split(',')
    .map((one) => one.trim())
    .filter(Boolean)
