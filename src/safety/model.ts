/**
 * A small linear model beside the table of meanings: it weighs words, pairs of words and pieces of words, learned from notes that independent
 * writers made (`tools/safety/`). It finds what no list foresees, in any of the three languages, and knows nothing but these weights.
 */
import type { Concepts } from './concepts.ts'
import type { CrisisModel } from './model-file.ts'
import { tokenise } from './words.ts'

/** What the model makes of a text: the higher, the more it looks like an explicit sign, or like any sign. On a scale without unit. */
export interface Scores {
  explicit: number
  sign: number
}

/** What a feature counts for, by kind; a piece of a word is one of a dozen. */
const WORD = 1
const APART = 0.3
const PIECE = 0.5
const MEANT = 1
const TOGETHER = 0.8
/** The square of the length of a text so short that it says little: about six words. */
export const FEW = 250

/** Words apart that still stand together. */
const NEAR = 6
const LENGTHS = [3, 4, 5] as const

/** Called with each feature's place in the weights and what it counts for. */
type Visit = (place: number, value: number) => void

/** Sentences: a note of many is judged by its worst one, or two that follow each other. */
const SENTENCE_END = /[.!?\n;]+/

/** Words in a sentence; one that never ends is read in parts. */
const LONGEST = 40

/** The sentences of a text that hold a word. */
export const sentencesOf = (text: string): string[][] =>
  text.split(SENTENCE_END).flatMap((sentence) => {
    const { words } = tokenise(sentence)
    return Array.from({ length: Math.ceil(words.length / LONGEST) }, (_, i) => words.slice(i * LONGEST, (i + 1) * LONGEST))
  })

/**
 * Every feature of a sentence: its words, what stands beside what, the pieces of its words, so that a typing error is not another word, and
 * what they mean, in whatever language.
 */
export function featuresOf(words: readonly string[], concepts: Concepts, bits: number, visit: Visit): void {
  const shift = 32 - bits
  const hashes = [START, ...words.map((word) => hashOf(word, SEED)), END]
  for (let i = 0; i < hashes.length; i++) {
    const one = hashes[i]!
    const two = hashes[i + 1]
    const three = hashes[i + 2]
    const four = hashes[i + 3]
    if (i > 0 && two !== undefined) visit(placeOf(one, shift), WORD)
    if (two !== undefined) visit(placeOf(mix(one, two, 2), shift), WORD)
    if (three !== undefined) {
      visit(placeOf(mix(mix(one, two!, 2), three, 3), shift), WORD)
      visit(placeOf(mix(one, three, 4), shift), APART)
    }
    if (four !== undefined) visit(placeOf(mix(one, four, 5), shift), APART)
  }
  const meant = concepts(words)
  for (let i = 0; i < meant.length; i++)
    for (const one of meant[i]!) {
      visit(placeOf(mix(one, MEANING, 6), shift), MEANT)
      for (let j = i + 1; j <= i + NEAR && j < meant.length; j++)
        for (const other of meant[j]!) {
          const [low, high] = one < other ? [one, other] : [other, one]
          if (low !== high) visit(placeOf(mix(mix(low, MEANING, 7), high, 7), shift), TOGETHER)
          if (j <= i + 2) visit(placeOf(mix(mix(one, MEANING, 8), other, 8), shift), TOGETHER)
        }
    }
  for (const word of words) {
    const framed = `<${word}>`
    for (const length of LENGTHS)
      for (let at = 0; at + length <= framed.length; at++) visit(placeOf(hashOf(framed, length, at, at + length), shift), PIECE)
  }
}

/** Scores of a text; none where it is too short to weigh. */
export type Model = (text: string) => Scores | undefined

/** Fewer words than this (“Het leven hier met hen”) say nothing to the model; the table reads them. */
const FEWEST = 6

/** Scores a text by its worst part: a sentence, or two that follow each other, or all of a short note. */
export function createModel({ bits, explicit, sign }: CrisisModel, concepts: Concepts): Model {
  /** The sentence in which a feature was seen last: one that is repeated counts once. */
  const seen = new Int32Array(2 ** bits)
  let sentence = 0
  return (text) => {
    const sentences = sentencesOf(text)
    if (sentences.reduce((count, words) => count + words.length, 0) < FEWEST) return undefined
    const worst = { explicit: Number.NEGATIVE_INFINITY, sign: Number.NEGATIVE_INFINITY }
    const take = (part: Part) => {
      const length = Math.sqrt(Math.max(part.length, FEW))
      worst.explicit = Math.max(worst.explicit, (part.explicit * explicit.scale) / length + explicit.bias)
      worst.sign = Math.max(worst.sign, (part.sign * sign.scale) / length + sign.bias)
    }
    const parts = sentences.map((words): Part => {
      const part = { explicit: 0, sign: 0, length: 0 }
      sentence = (sentence + 1) | 0
      featuresOf(words, concepts, bits, (place, value) => {
        if (seen[place] === sentence) return
        seen[place] = sentence
        part.explicit += explicit.weights[place]! * value
        part.sign += sign.weights[place]! * value
        part.length += value * value
      })
      return part
    })
    for (const [i, part] of parts.entries()) {
      take(part)
      if (i > 0) take(together([parts[i - 1]!, part]))
    }
    if (parts.length > 2 && parts.length <= SHORT) take(together(parts))
    return worst
  }
}

/** Sentences of a note that is also read as a whole. */
const SHORT = 5

interface Part extends Scores {
  /** Of the vector of its features, squared. */
  length: number
}

const together = (parts: readonly Part[]): Part => ({
  explicit: parts.reduce((sum, part) => sum + part.explicit, 0),
  sign: parts.reduce((sum, part) => sum + part.sign, 0),
  length: parts.reduce((sum, part) => sum + part.length, 0),
})

/** FNV-1a. */
const PRIME = 0x01000193
const SEED = 0x811c9dc5
const START = 0x5bd1e995
const END = 0x1b873593
const MEANING = 0x38b34ae5

function hashOf(text: string, seed: number, from = 0, to = text.length): number {
  let hash = (SEED ^ seed) | 0
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME)
  return hash
}

const mix = (a: number, b: number, kind: number): number => Math.imul(Math.imul(a ^ kind, 0x85ebca6b) ^ (b + 0x7f4a7c15), 0xc2b2ae35)

/** The upper bits are mixed best. */
function placeOf(hash: number, shift: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (mixed ^ (mixed >>> 13)) >>> shift
}
