/** Learns the weights of `src/safety/model.ts` from notes: two logistic regressions over the same features. */

import type { Language } from '../../src/content/languages.ts'
import type { Concepts } from '../../src/safety/concepts.ts'
import { FEW, featuresOf, sentencesOf } from '../../src/safety/model.ts'
import type { CrisisModel, Weights } from '../../src/safety/model-file.ts'
import type { Note } from './notes.ts'

const BITS = 18
const ROUNDS = 12
const RATE = 0.2
/** Keeps weights small that few notes ask for. */
const DECAY = 2e-3

/** A text as the model sees it: places in the weights, and what stands there, of length one. */
interface Vector {
  places: Int32Array
  values: Float32Array
}

interface Example {
  language: Language
  vector: Vector
  /** 1: it is one. 0: it is not. */
  is: 0 | 1
  weight: number
}

function vectorOf(sentences: readonly (readonly string[])[], concepts: Concepts): Vector {
  const counts = new Map<number, number>()
  for (const words of sentences) featuresOf(words, concepts, BITS, (place, value) => counts.set(place, counts.get(place) ?? value))
  const norm = Math.sqrt(
    Math.max(
      FEW,
      [...counts.values()].reduce((sum, value) => sum + value * value, 0),
    ),
  )
  return { places: Int32Array.from(counts.keys()), values: Float32Array.from(counts.values(), (value) => value / norm) }
}

/** The sentences of the tests and of our own conversations must be read rightly, and say little about real notes. */
const LESS_TELLING: Readonly<Record<string, number>> = { table: 0.8, own: 0.05 }

/** A note as examples. Every sentence of a calm note is calm; of another one nobody says which sentence it is. */
function examplesOf(
  { text, label, writer, language }: Note,
  concepts: Concepts,
  weigh: (label: Note['label']) => { is: 0 | 1; weight: number },
): Example[] {
  const { is, weight: asLabel } = weigh(label)
  const weight = asLabel * (LESS_TELLING[writer.split('-')[1]!] ?? 1)
  const sentences = sentencesOf(text)
  if (sentences.length === 0) return []
  const whole = { language, vector: vectorOf(sentences, concepts), is, weight }
  if (is === 1 || sentences.length === 1) return [whole]
  return [whole, ...sentences.map((words) => ({ language, vector: vectorOf([words], concepts), is, weight: weight * 0.5 }))]
}

const EXPLICIT: Record<Note['label'], { is: 0 | 1; weight: number }> = {
  explicit: { is: 1, weight: 1.6 },
  indirect: { is: 0, weight: 0.15 },
  denied: { is: 0, weight: 1 },
  ordinary: { is: 0, weight: 1 },
}
const SIGN: Record<Note['label'], { is: 0 | 1; weight: number }> = {
  explicit: { is: 1, weight: 1 },
  indirect: { is: 1, weight: 1.3 },
  denied: { is: 0, weight: 1 },
  ordinary: { is: 0, weight: 1 },
}

export function learn(notes: readonly Note[], concepts: Concepts): CrisisModel {
  return {
    bits: BITS,
    explicit: weightsFrom(notes.flatMap((note) => examplesOf(note, concepts, (label) => EXPLICIT[label]))),
    sign: weightsFrom(notes.flatMap((note) => examplesOf(note, concepts, (label) => SIGN[label]))),
  }
}

/** Stochastic gradient descent with a rate of its own for each weight (AdaGrad). The order is shuffled the same way each time. */
function weightsFrom(given: readonly Example[]): Weights {
  const examples = balanced(given)
  const weights = new Float32Array(2 ** BITS)
  const sums = new Float32Array(2 ** BITS).fill(1e-6)
  let bias = 0
  let biasSum = 1e-6
  const random = shuffler(7)
  const order = [...examples]
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      const one = order[i]!
      order[i] = order[j]!
      order[j] = one
    }
    for (const { vector, is, weight } of order) {
      const { places, values } = vector
      let score = bias
      for (let i = 0; i < places.length; i++) score += weights[places[i]!]! * values[i]!
      const error = (1 / (1 + Math.exp(-score)) - is) * weight
      biasSum += error * error
      bias -= (RATE * error) / Math.sqrt(biasSum)
      for (let i = 0; i < places.length; i++) {
        const place = places[i]!
        const slope = error * values[i]! + DECAY * weights[place]!
        sums[place]! += slope * slope
        weights[place]! -= (RATE * slope) / Math.sqrt(sums[place]!)
      }
    }
  }
  return small(weights, bias)
}

/** Both answers weigh alike in each language, however many of each the writers made: else the language itself would be a sign. */
function balanced(examples: readonly Example[]): Example[] {
  const shares = new Map<string, number>()
  const keyOf = ({ language, is }: Example) => `${language} ${is}`
  for (const one of examples) shares.set(keyOf(one), (shares.get(keyOf(one)) ?? 0) + one.weight)
  const mean = [...shares.values()].reduce((sum, share) => sum + share, 0) / shares.size
  return examples.map((one) => ({ ...one, weight: (one.weight * mean) / shares.get(keyOf(one))! }))
}

/** Rounds the weights to a byte each. */
function small(weights: Float32Array, bias: number): Weights {
  const most = weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0) || 1
  return { weights: Int8Array.from(weights, (weight) => Math.round((weight / most) * 127)), scale: most / 127, bias }
}

/** Numbers from 0 to 1, the same ones each time. */
function shuffler(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
