/** What an answer may hold, by kind of step, checked part by part. What comes in is not to be believed. */
import { isDate } from '../content/days.ts'
import type { Mode, Step, StepKind } from '../content/schema.ts'
import type { Agreement, AnswerValue, Refusal } from './session.ts'

/** Most characters (UTF-16 units) of all the texts of one answer together. */
export const MAX_TEXT = 10_000

type Part = keyof AnswerValue
export type Checked = { value: AnswerValue } | { reason: Refusal; part?: Part }

/** The part that a kind of step takes beside `text`. */
const PART: Readonly<Record<StepKind, Part | undefined>> = {
  ask: undefined,
  say: undefined,
  summary: undefined,
  choose: 'choices',
  checklist: 'choices',
  scale: 'number',
  date: 'date',
  grid: 'cells',
  agreements: 'agreements',
}

/** Also the order in which a value is stored, so that equal values are equal as JSON. */
const PARTS = ['text', 'choices', 'number', 'date', 'cells', 'agreements', 'prompts'] as const satisfies readonly Part[]

/** Thrown inside this file only: a part that is not what it should be. */
class Bad extends Error {
  reason: Refusal
  constructor(reason: Refusal = 'invalid-value') {
    super(reason)
    this.reason = reason
  }
}

/**
 * Checks a value for a step and brings it into its one form: empty parts left out, options in the step's order, no duplicates.
 * Texts stay as they were typed.
 * @param step `undefined` for a step that is gone from the content: then every part is taken as long as its shape is right, so that
 *   words typed into an old card are not lost
 */
export function checkValue(step: Step | undefined, mode: Mode, value: unknown): Checked {
  if (!isRecord(value)) return { reason: 'invalid-value' }
  const strange = Object.keys(value).find((key) => !(PARTS as readonly string[]).includes(key))
  if (strange !== undefined) return { reason: 'invalid-value', part: strange as Part }
  const checked: AnswerValue = {}
  for (const part of PARTS) {
    if (value[part] === undefined || value[part] === null) continue
    try {
      const kept = CHECKS[part](value[part], step)
      if (kept === undefined) continue
      if (!allowed(part, step, mode)) return { reason: 'invalid-value', part }
      Object.assign(checked, { [part]: kept })
    } catch (error) {
      if (error instanceof Bad) return { reason: error.reason, part }
      throw error
    }
  }
  if (Object.keys(checked).length === 0) return { reason: 'empty' }
  return lengthOf(checked) > MAX_TEXT ? { reason: 'too-long', part: 'text' } : { value: checked }
}

/** Whether two checked values say the same. */
export const sameValue = (a: AnswerValue, b: AnswerValue): boolean => a.text === b.text && JSON.stringify(a) === JSON.stringify(b)

function allowed(part: Part, step: Step | undefined, mode: Mode): boolean {
  if (part === 'text') return true
  if (part === 'prompts' || mode === 'prepare') return part === 'prompts' && mode === 'prepare'
  return step === undefined || PART[step.kind] === part
}

const CHECKS: Readonly<Record<Part, (given: unknown, step: Step | undefined) => unknown>> = {
  text: words,
  choices: (given, step) => {
    const chosen = among(given, step && 'options' in step ? step.options : undefined)
    if (step?.kind === 'choose' && chosen && chosen.length > 1) throw new Bad()
    return chosen
  },
  prompts: (given, step) => among(given, step?.prompts),
  number: (given, step) => {
    const scale = step && 'scale' in step ? step.scale : undefined
    if (typeof given !== 'number' || !Number.isSafeInteger(given)) throw new Bad()
    if (scale && (given < scale.min || given > scale.max)) throw new Bad()
    return given
  },
  date: day,
  cells: (given, step) => {
    if (!isRecord(given)) throw new Bad()
    const rows = named(given, step && 'rows' in step ? step.rows : undefined).map(([row, columns]) => {
      if (!isRecord(columns)) throw new Bad()
      const filled = named(columns, step && 'columns' in step ? step.columns : undefined).map(([column, cell]) => [column, words(cell)])
      return [row, Object.fromEntries(filled.filter(([, cell]) => cell !== undefined))] as const
    })
    return orNothing(Object.fromEntries(rows.filter(([, columns]) => Object.keys(columns).length)))
  },
  agreements: (given) => {
    if (!Array.isArray(given)) throw new Bad()
    const lines = given.map(agreement).filter((line) => line !== undefined)
    return lines.length ? lines : undefined
  },
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const orNothing = <T extends object>(filled: T): T | undefined => (Object.keys(filled).length ? filled : undefined)

/** Text as typed; nothing but space is nothing. */
function words(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given !== 'string') throw new Bad()
  if (given.length > MAX_TEXT) throw new Bad('too-long')
  return given.trim() === '' ? undefined : given
}

/** A day that exists, YYYY-MM-DD, from 1900 on. */
function day(given: unknown): string | undefined {
  const typed = words(given)
  if (typed === undefined) return undefined
  if (!isDate(typed)) throw new Bad()
  return typed
}

/** Ids out of a list, each once, in the list's order. */
function among(given: unknown, list: readonly { id: string }[] | undefined): string[] | undefined {
  if (!Array.isArray(given) || given.some((id) => typeof id !== 'string')) throw new Bad()
  const wanted = new Set<string>(given)
  const kept = list ? list.map((one) => one.id).filter((id) => wanted.has(id)) : [...wanted]
  if (kept.length !== wanted.size) throw new Bad()
  return kept.length ? kept : undefined
}

/** The entries whose keys are in a list, in the list's order. */
function named(given: Record<string, unknown>, list: readonly { id: string }[] | undefined): [string, unknown][] {
  const keys = Object.keys(given)
  const order = list ? list.map((one) => one.id).filter((id) => Object.hasOwn(given, id)) : keys
  if (order.length !== keys.length) throw new Bad()
  return order.map((key) => [key, given[key]])
}

function agreement(given: unknown): Agreement | undefined {
  if (!isRecord(given) || Object.keys(given).some((key) => key !== 'text' && key !== 'due')) throw new Bad()
  const text = words(given.text)
  const due = given.due === undefined || given.due === null ? undefined : day(given.due)
  if (text === undefined && due !== undefined) throw new Bad()
  return text === undefined ? undefined : { text, ...(due ? { due } : {}) }
}

function lengthOf(value: AnswerValue): number {
  const cells = Object.values(value.cells ?? {}).flatMap((columns) => Object.values(columns))
  const texts = [value.text ?? '', ...cells, ...(value.agreements ?? []).map((line) => line.text)]
  return texts.reduce((sum, text) => sum + text.length, 0)
}
