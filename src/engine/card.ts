/** Converts between an answer and the boxes of a card. Nothing is trusted: what is read here still has to be checked. */
import type { Step } from '../content/schema.ts'
import { type Data, listIn, textIn } from './boxes.ts'
import { KINDS, kindOf } from './kinds/index.ts'
import type { AnswerValue } from './session.ts'

/** The parts of all kinds, because a card does not say what kind its step is. */
const parts = Object.values(KINDS).flatMap(({ part }) => part ?? [])

/** The answer in a card's boxes. Empty parts are left out, so an untouched card gives `{}`. */
export function answerFrom(data: Data): AnswerValue {
  const value: AnswerValue = {}
  const take = (name: keyof AnswerValue, held: unknown) => {
    if (held !== undefined && value[name] === undefined) Object.assign(value, { [name]: held })
  }
  take('text', textIn(data, 'text'))
  for (const part of parts) take(part.name, part.fromCard(data))
  take('prompts', listIn(data, 'prompts'))
  return value
}

/**
 * The boxes that an answer fills, with the values that would come back from them.
 * @param step the card's step; without it, the boxes of every kind that has one of the answer's parts
 */
export function boxesOf(value: AnswerValue, step?: Step): Record<string, string> {
  const { text, prompts } = value
  const own = step ? [kindOf(step).part].filter((part) => part !== undefined) : parts
  const boxes = own.map((part) => {
    const held = value[part.name]
    return held === undefined ? {} : part.toCard(held)
  })
  return Object.assign({}, ...boxes, text === undefined ? {} : { text }, prompts ? { prompts: prompts.join(',') } : {})
}

/**
 * Fills in the boxes whose value the card did not show (`kept`, names joined by spaces): those that came back empty keep their value, each
 * by itself, so that typing in one box does not clear another.
 */
export function withKept(data: Data, kept: string | undefined, standing: AnswerValue | undefined): Data {
  if (!kept || !standing) return data
  const held = boxesOf(standing)
  const empty = kept.split(' ').filter((box) => textIn(data, box) === undefined && Object.hasOwn(held, box))
  return { ...data, ...Object.fromEntries(empty.map((box) => [box, held[box]])) }
}
