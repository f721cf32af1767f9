/**
 * Reads the notation of `dialogs/safety/crisis.yaml` and compiles it to a graph of words, which finds many patterns in one pass over a text.
 *
 *     words with spaces between    the words, in this order
 *     word*                        any ending
 *     (one|two words|)             any of these; an empty one: may be left out
 *     ..  ...                      up to two, up to four words in between
 */
import { tokenise } from './words.ts'

/** How many words `..` and `...` may pass over. */
const GAPS: Readonly<Record<string, number>> = { '..': 2, '...': 4 }

/** A place in a pattern: what may come next. Immutable, so that patterns can share it. */
interface Place {
  exact: ReadonlyMap<string, Place>
  /** By the beginning of the word. */
  open: ReadonlyMap<string, Place>
  /** How long the beginnings in `open` are. */
  lengths: readonly number[]
  /** By how many words may be passed over. */
  gaps: ReadonlyMap<number, Place>
  /** The pattern may end here. */
  end: boolean
}

export type Patterns = Place

/** Where a pattern was found: first and last word, and the words it names itself (those in a gap are not). */
export interface Match {
  start: number
  end: number
  named: ReadonlySet<number>
}

const NOTHING: Place = { exact: new Map(), open: new Map(), lengths: [], gaps: new Map(), end: false }
const END: Place = { ...NOTHING, end: true }

/**
 * Compiles patterns to be looked for together.
 * @throws Error naming the pattern, when it cannot be read, begins or ends with a gap, or could match no words at all
 */
export const compilePatterns = (patterns: readonly string[]): Patterns => joinPatterns(patterns.map(placeOf))

function placeOf(pattern: string): Place {
  const fail = (why: string) => new Error(`“${pattern}” ${why}`)
  const signs = pattern.match(/[()|]|[^()|]+/g) ?? []
  let at = signs.length - 1
  // from right to left, since a place must know what comes after it
  const sequence = (after: Place): Place => {
    let place = after
    while (at >= 0 && signs[at] !== '|' && signs[at] !== '(') place = signs[at] === ')' ? group(place) : wordsOf(signs[at--]!, place, fail)
    return place
  }
  const group = (after: Place): Place => {
    const ways: Place[] = []
    do {
      at--
      ways.push(sequence(after))
    } while (signs[at] === '|')
    if (signs[at--] !== '(') throw fail('closes a bracket that was never opened')
    return joinPatterns(ways)
  }
  const place = sequence(END)
  if (at >= 0) throw fail(`has “${signs[at]}” where no bracket was closed`)
  if (place.end) throw fail('may come down to no word at all')
  if (place.gaps.size) throw fail('begins with a gap')
  return place
}

function wordsOf(text: string, after: Place, fail: (why: string) => Error): Place {
  return text
    .split(' ')
    .filter(Boolean)
    .reduceRight((next, word) => {
      const most = GAPS[word]
      if (most && next.end) throw fail('may end with a gap')
      if (most) return { ...NOTHING, gaps: new Map([[most, next]]) }
      const open = word.endsWith('*')
      const bare = open ? word.slice(0, -1) : word
      if (/[*.]/.test(bare)) throw fail(`has a * or a dot in the middle of “${word}”`)
      const { words } = tokenise(bare)
      return words.reduceRight<Place>(
        (follows, one, i) =>
          open && i === words.length - 1
            ? { ...NOTHING, open: new Map([[one, follows]]), lengths: [one.length] }
            : { ...NOTHING, exact: new Map([[one, follows]]) },
        next,
      )
    }, after)
}

/** Joins sets of patterns. A beginning that several patterns share is walked once, so that many cost little more than one. */
export function joinPatterns(places: readonly Patterns[]): Patterns {
  if (places.length === 1) return places[0]!
  const open = joinMaps(places.map((place) => place.open))
  return {
    exact: joinMaps(places.map((place) => place.exact)),
    open,
    lengths: [...new Set([...open.keys()].map((beginning) => beginning.length))],
    gaps: joinMaps(places.map((place) => place.gaps)),
    end: places.some((place) => place.end),
  }
}

function joinMaps<K>(maps: readonly ReadonlyMap<K, Place>[]): Map<K, Place> {
  const all = new Map<K, Set<Place>>()
  for (const map of maps) {
    for (const [key, next] of map) {
      const known = all.get(key)
      if (known) known.add(next)
      else all.set(key, new Set([next]))
    }
  }
  return new Map([...all].map(([key, nexts]) => [key, joinPatterns([...nexts])]))
}

/** Every place where a pattern begins and ends, in the order of the text. Stops when `visit` returns true. */
export function findAll(patterns: Patterns, words: readonly string[], visit: (match: Match) => boolean): void {
  const named: number[] = []
  const walk = (place: Place, at: number, start: number): boolean => {
    if (place.end && visit({ start, end: at - 1, named: new Set(named) })) return true
    for (const [most, next] of place.gaps) {
      for (let skip = 0; skip <= most && at + skip < words.length; skip++) if (walk(next, at + skip, start)) return true
    }
    const word = words[at]
    return word !== undefined && follow(place, word, at, start)
  }
  const follow = ({ exact, open, lengths }: Place, word: string, at: number, start: number): boolean => {
    const next = exact.get(word)
    if (!next && !lengths.length) return false
    named.push(at)
    let stop = next !== undefined && walk(next, at + 1, start)
    for (let i = 0; i < lengths.length && !stop; i++) {
      const begun = word.length >= lengths[i]! ? open.get(word.slice(0, lengths[i])) : undefined
      stop = begun !== undefined && walk(begun, at + 1, start)
    }
    named.pop()
    return stop
  }
  for (let start = 0; start < words.length; start++) if (walk(patterns, start, start)) return
}
