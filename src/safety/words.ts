import { foldLetters, looksLatin } from '../content/fold.ts'

/** What a text looks like to the search: plain words, and where one thought ends. */
export interface Words {
  /** Lower case, without accents; an apostrophe or a dash separates words, `n't` is `not`. */
  words: string[]
  /** The word at this index comes after a full stop, comma, line end or the like. */
  after: boolean[]
}

/** Longer words are skipped: nothing we look for is longer. */
const LONGEST = 40

const BROKEN = /[-‐‑][^\S\n]*\n\s*/g
/** `z e l f`, `z.e.l.f`: four letters or more, each by itself. */
const SPELLED = /(?<![a-z])[a-z](?:[ .*_·-]{1,3}[a-z](?![a-z])){3,}/g
const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g

/** `doooood`, `stervennnn`: no word we look for has three of a letter. */
const STRETCHED = /([a-z])\1{2,}/g

/** How a text may be read where it does not itself say which. */
export interface Reading {
  /** A word broken off by a dash at a line end is one word (`zelf-⏎moord`), not two (`eten-⏎slapen`). */
  mend?: boolean
  /** Letters that stand apart are a word. */
  spelled?: boolean
  /** A letter that was drawn out is there so often. */
  stretched?: 1 | 2
}

/** Every way in which this text may be read. */
export function readingsOf(text: string): Words[] {
  const plain = plainOf(text)
  const mend = plain.search(BROKEN) >= 0
  const spelled = plain.search(SPELLED) >= 0
  const readings: Reading[] = [{}, ...(mend ? [{ mend }] : []), ...(spelled ? [{ mend, spelled }] : [])]
  const all = plain.search(STRETCHED) < 0 ? [undefined] : [undefined, 1 as const, 2 as const]
  return all.flatMap((stretched) => readings.map((reading) => split(plain, { ...reading, stretched })))
}

const plainOf = (text: string): string => looksLatin(foldLetters(text.replace(LINE_ENDS, '\n')))

/** One sign between letters joins them; with only spaces, two are the space between words. */
const joined = (apart: string): string =>
  /[.*_·-]/.test(apart) ? apart.replace(/[.*_·-]/g, '') : apart.replace(/ {2,}/g, '\n').replaceAll(' ', '').replaceAll('\n', ' ')

const ENDS_THOUGHT = new Set([...'.,;:!?()\n'].map((sign) => sign.charCodeAt(0)))

/**
 * Splits a text into words as a search wants them, whatever way it was typed or pasted: composed or decomposed accents, ß, œ, full width,
 * invisible characters, letters of other scripts that look Latin, typographic apostrophes.
 */
export const tokenise = (text: string, reading: Reading = {}): Words => split(plainOf(text), reading)

function split(text: string, { mend, spelled, stretched }: Reading): Words {
  const short = stretched ? text.replace(STRETCHED, (_, letter: string) => letter.repeat(stretched)) : text
  const plain = (spelled ? short.replace(SPELLED, joined) : short).replace(BROKEN, mend ? '' : '\n').replace(/n['‘’ʼ`]t(?![a-z])/g, ' not')
  const words: string[] = []
  const after: boolean[] = []
  let ended = false
  let start = -1
  // A loop over characters: many times faster than a regular expression with Unicode classes.
  for (let i = 0; i <= plain.length; i++) {
    const code = i < plain.length ? plain.charCodeAt(i) : 10
    if (isWordSign(code)) {
      if (start < 0) start = i
      continue
    }
    if (start >= 0) {
      words.push(plain.slice(start, Math.min(i, start + LONGEST)))
      after.push(ended)
      ended = false
      start = -1
    }
    if (ENDS_THOUGHT.has(code)) ended = true
  }
  return { words, after }
}

/** Letters and digits. In other scripts everything counts, except Latin-1 signs and general punctuation: we look for no words there. */
const isWordSign = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 0xc0 && (code < 0x2000 || code > 0x206f))
