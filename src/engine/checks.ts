/** Checks of single pieces of an answer. What comes in is not to be believed. */
import { isDate } from '../content/days.ts'
import { LIMITS } from '../content/limits.ts'
import type { Refusal } from './session.ts'

/** Thrown by the checks of a part, caught by `checkValue`: it is not what it should be. */
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

/** Text as typed; nothing but space is nothing. */
export function words(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given !== 'string') throw new Bad()
  if (given.length > LIMITS.text) throw new Bad('too-long')
  return given.trim() === '' ? undefined : given
}

/** A day that exists, YYYY-MM-DD, from 1900 on. */
export function day(given: unknown): string | undefined {
  const typed = words(given)
  if (typed === undefined) return undefined
  if (!isDate(typed)) throw new Bad()
  return typed
}

/** Ids out of a list, each once, in the list's order. */
export function among(given: unknown, list: readonly { id: string }[] | undefined): string[] | undefined {
  if (!Array.isArray(given) || given.some((id) => typeof id !== 'string')) throw new Bad()
  const wanted = new Set<string>(given)
  const kept = list ? list.map((one) => one.id).filter((id) => wanted.has(id)) : [...wanted]
  if (kept.length !== wanted.size) throw new Bad()
  return kept.length ? kept : undefined
}

/** The entries whose keys are in a list, in the list's order. */
export function named(given: unknown, list: readonly { id: string }[] | undefined): [string, unknown][] {
  if (!isRecord(given)) throw new Bad()
  const keys = Object.keys(given)
  const order = list ? list.map((one) => one.id).filter((id) => Object.hasOwn(given, id)) : keys
  if (order.length !== keys.length) throw new Bad()
  return order.map((key) => [key, given[key]])
}
