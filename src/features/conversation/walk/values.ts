/** From what a card or the chat line brought to an answer. Card inputs are text, whatever they look like; nothing in them is believed. */

import { readDay } from '../../../content/days.ts'
import type { AnswerValue } from '../../../engine/session.ts'

type Data = Record<string, unknown>

const text = (data: Data, key: string): string | undefined => {
  const value = data[key]
  const typed = typeof value === 'number' ? String(value) : value
  return typeof typed === 'string' && typed.trim() !== '' ? typed.trim() : undefined
}

/** From a calendar it comes as YYYY-MM-DD; typed, in any notation of here. */
const day = (data: Data, key: string): string | undefined => {
  const typed = text(data, key)
  return typed === undefined ? undefined : readDay(typed)
}

/** Checklists come as `a,b,c`. */
const many = (data: Data, key: string): string[] | undefined =>
  text(data, key)
    ?.split(',')
    .map((one) => one.trim())
    .filter(Boolean)

const AGREEMENT = /^agreement\.(\d{1,2})\.(?:text|due)$/

function agreements(data: Data): AnswerValue['agreements'] {
  const lines = Object.keys(data)
    .map((key) => AGREEMENT.exec(key)?.[1])
    .filter((n, at, all) => n !== undefined && all.indexOf(n) === at)
    .toSorted((a, b) => Number(a) - Number(b))
  const filled = lines.flatMap((n) => {
    const what = text(data, `agreement.${n}.text`)
    const due = day(data, `agreement.${n}.due`)
    // A day without words is handed on, so that it is refused with a reason instead of lost.
    return what || due ? [{ text: what ?? '', ...(due ? { due } : {}) }] : []
  })
  return filled.length ? filled : undefined
}

function cells(data: Data): AnswerValue['cells'] {
  const filled: Record<string, Record<string, string>> = {}
  for (const key of Object.keys(data)) {
    const [kind, row, column, ...rest] = key.split('.')
    const typed = text(data, key)
    if (kind !== 'cell' || !row || !column || rest.length || !typed) continue
    filled[row] = { ...filled[row], [column]: typed }
  }
  return Object.keys(filled).length ? filled : undefined
}

const number = (data: Data, key: string): number | undefined => {
  const typed = text(data, key)
  // What is no number is handed on as none, so that it is refused with a reason instead of lost.
  return typed === undefined ? undefined : Number(typed)
}

/** The answer that a card's inputs hold; empty parts are left out, so that an untouched card gives `{}`. */
export function answerFrom(data: Data): AnswerValue {
  const choice = text(data, 'choice')
  const parts: AnswerValue = {
    text: text(data, 'text'),
    choices: choice ? [choice] : many(data, 'choices'),
    number: number(data, 'number'),
    date: day(data, 'date'),
    cells: cells(data),
    agreements: agreements(data),
    prompts: many(data, 'prompts'),
  }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}

/** The value of one box of a card, as it would come back from it. */
function boxOf(value: AnswerValue, box: string): string | undefined {
  const [kind = '', row = '', column = ''] = box.split('.')
  switch (kind) {
    case 'text':
    case 'date':
      return value[kind]
    case 'number':
      return value.number?.toString()
    case 'choice':
      return value.choices?.[0]
    case 'choices':
    case 'prompts':
      return value[kind]?.join(',')
    case 'cell':
      return value.cells && Object.hasOwn(value.cells, row) ? value.cells[row]?.[column] : undefined
    case 'agreement':
      return value.agreements?.[Number(row) - 1]?.[column === 'due' ? 'due' : 'text']
    default:
      return undefined
  }
}

/**
 * A card that may not or cannot show what stands in some boxes (`kept`, their names joined by spaces) gives those back empty: they keep
 * what they had, each on its own, so that words typed in the box beside them take nothing away.
 */
export function withKept(data: Data, kept: string | undefined, standing: AnswerValue | undefined): Data {
  if (!kept || !standing) return data
  const boxes = kept.split(' ').filter((box) => text(data, box) === undefined)
  const stored = boxes.flatMap((box) => {
    const value = boxOf(standing, box)
    return value === undefined ? [] : [[box, value] as const]
  })
  return { ...data, ...Object.fromEntries(stored) }
}

export const isEmpty = (value: AnswerValue): boolean => Object.keys(value).length === 0
