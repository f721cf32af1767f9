/** An answer from and to the boxes of a card. Nothing in them is believed: what is read here is still to be checked. */
import type { Step } from '../content/schema.ts'
import { type Data, listIn, textIn } from './boxes.ts'
import { KINDS, kindOf } from './kinds/index.ts'
import type { AnswerValue } from './session.ts'

/** The parts of all kinds: a card does not say of which kind its step is. */
const parts = Object.values(KINDS).flatMap(({ part }) => part ?? [])

/** The answer that a card's boxes hold; empty parts are left out, so that an untouched card gives `{}`. */
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
 * The boxes that an answer fills, as it would come back from them.
 * @param step of whose card; without, the boxes of every kind that knows a part of it
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
 * A card that may not or cannot show what stands in some boxes (`kept`, their names joined by spaces) gives those back empty: they keep
 * what they had, each on its own, so that words typed in the box beside them take nothing away.
 */
export function withKept(data: Data, kept: string | undefined, standing: AnswerValue | undefined): Data {
  if (!kept || !standing) return data
  const held = boxesOf(standing)
  const empty = kept.split(' ').filter((box) => textIn(data, box) === undefined && Object.hasOwn(held, box))
  return { ...data, ...Object.fromEntries(empty.map((box) => [box, held[box]])) }
}
