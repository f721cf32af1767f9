/** Checks for single pieces of an answer. Input is not trusted. */
import { isDate } from '../content/days.ts'
import { isBlank } from '../content/fold.ts'
import { LIMITS } from '../content/limits.ts'
import type { Refusal } from './session.ts'

/** Thrown by the check of a part, caught by `checkValue`: the value is not valid. */
export class Bad extends Error {
  reason: Refusal
  constructor(reason: Refusal = 'invalid-value') {
    super(reason)
    this.reason = reason
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text as typed; undefined if nobody could see anything in it. */
export function words(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given !== 'string') throw new Bad()
  if (given.length > LIMITS.text) throw new Bad('too-long')
  return isBlank(given) ? undefined : given
}

/** An existing day, YYYY-MM-DD, from 1900 to 2100. */
export function day(given: unknown): string | undefined {
  const typed = words(given)
  if (typed === undefined) return undefined
  if (!isDate(typed)) throw new Bad('no-day')
  return typed
}

/** Ids taken from a list: each once, in the list's order. */
export function among(given: unknown, list: readonly { id: string }[] | undefined): string[] | undefined {
  if (!Array.isArray(given) || given.some((id) => typeof id !== 'string')) throw new Bad()
  const wanted = new Set<string>(given)
  const kept = list ? list.map((one) => one.id).filter((id) => wanted.has(id)) : [...wanted]
  if (kept.length !== wanted.size) throw new Bad()
  return kept.length ? kept : undefined
}

/** The entries whose keys are in the list, in the list's order. */
export function named(given: unknown, list: readonly { id: string }[] | undefined): [string, unknown][] {
  if (!isRecord(given)) throw new Bad()
  const keys = Object.keys(given)
  const order = list ? list.map((one) => one.id).filter((id) => Object.hasOwn(given, id)) : keys
  if (order.length !== keys.length) throw new Bad()
  return order.map((key) => [key, given[key]])
}
