/** From what a card or the chat line brought to an answer. Card inputs are text, whatever they look like; nothing in them is believed. */

import type { Sentences } from '../content/content.ts'
import type { Step } from '../content/schema.ts'
import type { AnswerValue } from '../engine/session.ts'

type Data = Record<string, unknown>

const text = (data: Data, key: string): string | undefined => {
  const value = data[key]
  const typed = typeof value === 'number' ? String(value) : value
  return typeof typed === 'string' && typed.trim() !== '' ? typed.trim() : undefined
}

/** Checklists come as `a,b,c`. */
const many = (data: Data, key: string): string[] | undefined =>
  text(data, key)
    ?.split(',')
    .map((one) => one.trim())
    .filter(Boolean)

const DATE_OR_TEXT = /^agreement\.(\d{1,2})\.text$/

function agreements(data: Data): AnswerValue['agreements'] {
  const lines = Object.keys(data)
    .map((key) => DATE_OR_TEXT.exec(key)?.[1])
    .filter((n) => n !== undefined)
    .toSorted((a, b) => Number(a) - Number(b))
  const filled = lines.flatMap((n) => {
    const what = text(data, `agreement.${n}.text`)
    const due = text(data, `agreement.${n}.due`)
    return what ? [{ text: what, ...(due ? { due } : {}) }] : []
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
  return typed === undefined || Number.isNaN(Number(typed)) ? undefined : Number(typed)
}

/** The answer that a card's inputs hold; empty parts are left out, so that an untouched card gives `{}`. */
export function answerFrom(data: Data): AnswerValue {
  const choice = text(data, 'choice')
  const parts: AnswerValue = {
    text: text(data, 'text'),
    choices: choice ? [choice] : many(data, 'choices'),
    number: number(data, 'number'),
    date: text(data, 'date'),
    cells: cells(data),
    agreements: agreements(data),
    prompts: many(data, 'prompts'),
  }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}

export const isEmpty = (value: AnswerValue): boolean => Object.keys(value).length === 0

const plain = (words: string): string => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

/**
 * The answer that a line typed in the chat is for this kind of step: an option by its number or its words, a number on a scale, an
 * agreement, otherwise free text. The words typed are kept whenever they are more than the option itself.
 * @param options the texts of the step's options in the counsellor's language, by option id
 */
export function answerTyped(step: Step, typed: string, options: Sentences | undefined): AnswerValue {
  if (step.kind === 'choose' || step.kind === 'checklist') {
    const at = /^\d{1,2}$/.test(typed) ? step.options[Number(typed) - 1] : undefined
    const option = at ?? step.options.find((one) => plain(String(options?.[one.id] ?? '')) === plain(typed))
    return option ? { choices: [option.id] } : { text: typed }
  }
  if (step.kind === 'scale' && /^\d{1,3}$/.test(typed)) return { number: Number(typed) }
  if (step.kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(typed)) return { date: typed }
  if (step.kind === 'agreements') return { agreements: [{ text: typed }] }
  return { text: typed }
}
