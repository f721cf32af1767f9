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

/** Whether `mend` makes a difference. */
export const hasBrokenWords = (text: string): boolean => text.search(BROKEN) >= 0

const ENDS_THOUGHT = new Set([...'.,;:!?()\n'].map((sign) => sign.charCodeAt(0)))

/**
 * Splits a text into words as a search wants them, whatever way it was typed or pasted: composed or decomposed accents, ß, œ,
 * typographic apostrophes, soft hyphens.
 * @param mend whether a word broken off by a dash at a line end is one word (`zelf-⏎moord`) or two (`eten-⏎slapen`): the text itself does not say which
 */
export function tokenise(text: string, mend = false): Words {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/ß/g, 'ss')
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(BROKEN, mend ? '' : '\n')
    .replace(/n['‘’ʼ`]t(?![a-z])/g, ' not')
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
