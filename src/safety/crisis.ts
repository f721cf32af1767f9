import { type CrisisWords, withForms } from '../content/crisis-words.ts'
import { LANGUAGES, type Language } from '../content/languages.ts'
import { createConcepts } from './concepts.ts'
import { createModel, type Model } from './model.ts'
import { readModel } from './model-file.ts'
import { compilePatterns, findAll, joinPatterns, type Match, type Patterns } from './patterns.ts'
import { readingsOf, tokenise, type Words } from './words.ts'

/** How many words may come between a negation and the words of crisis that it negates. */
const REACH = 4

/** 1: explicit. 2: a quiet sign. 0: nothing was found, which means nothing. */
export type Tier = 0 | 1 | 2

export interface Alarm {
  tier: Tier
  /** It was an explicit sign, but all of it is denied (“no thoughts of suicide”). */
  denied: boolean
}

const CALM: Alarm = { tier: 0, denied: false }
const SIGN: Alarm = { tier: 2, denied: false }
const DENIED: Alarm = { tier: 2, denied: true }
const ALARM: Alarm = { tier: 1, denied: false }

/**
 * Compiles the table of `dialogs/safety/crisis.yaml` once, and lays the model beside it. The check it gives is pure and fast (well below a
 * millisecond for a note), looks at all languages, whichever the counsellor uses, and prefers a false alarm to a miss.
 * It judges nobody: judging a threat is for a professional (BT, 5.2 suïcidedreiging); a false alarm costs one tap.
 * @throws Error naming the meaning, language and pattern, when one cannot be read
 */
export function createCrisisCheck(
  data: CrisisWords,
  model: Model = createModel(readModel(), createConcepts(data.concepts)),
): (text: string) => Alarm {
  const rows = (wanted: (meaning: CrisisWords['meanings'][number]) => boolean): Patterns =>
    joinPatterns(data.meanings.filter(wanted).flatMap((meaning) => inEach((language) => compile(meaning, language))))
  const sure = rows(({ tier, weighed, placed }) => tier === 1 && !weighed && !placed)
  const placed = rows(({ tier, placed }) => tier === 1 && placed === true)
  const weighed = rows(({ tier, weighed }) => tier === 1 && weighed === true)
  const quiet = rows(({ tier }) => tier === 2)
  const negations = joinPatterns(inEach((language) => compile({ id: 'negations', ...data.negations }, language)))
  const breaks = new Set(LANGUAGES.flatMap((language) => data.breaks[language].flatMap((word) => tokenise(word).words)))
  const short = new Map(LANGUAGES.flatMap((language) => Object.entries(data.short[language])))
  const places = new Set(LANGUAGES.flatMap((language) => data.places[language].flatMap((word) => tokenise(word).words)))
  const { explicit, sign, calm, denied } = data.thresholds

  function compile(row: { id: string } & Record<Language, readonly string[]>, language: Language): Patterns {
    try {
      return compilePatterns(row[language].map((pattern) => withForms(pattern, data.forms[language])))
    } catch (error) {
      throw new Error(`dialogs/safety/crisis.yaml, ${row.id}.${language}: ${error instanceof Error ? error.message : error}`)
    }
  }

  /** Whether these patterns occur, and whether every time they are denied. */
  const search = (patterns: Patterns, words: Words, weigh: ReadonlySet<string> = NONE): Found => {
    let found: Found = 'not'
    let weighed = false
    let denials: Match[] | undefined
    let first = 0
    findAll(patterns, words.words, (match) => {
      if (!words.after[match.end + 1] && weigh.has(words.words[match.end + 1] ?? '')) {
        weighed = true
        return false
      }
      denials ??= all(negations, words.words)
      while (first < denials.length && denials[first]!.start < match.start - FAR) first++
      found = 'said'
      for (let i = first; i < denials.length && denials[i]!.start <= match.end + FAR && found === 'said'; i++)
        if (reaches(denials[i]!, match, words, breaks)) found = 'denied'
      return found === 'said'
    })
    return weighed ? graver('weighed', found) : found
  }

  const whole = ({ words, after }: Words): Words => ({ words: words.map((word) => short.get(word) ?? word), after })

  return (text) => {
    const [first, ...others] = readingsOf(text)
      .map(whole)
      .map((words) => ({
        sure: graver(search(sure, words), search(placed, words, places)),
        weighed: search(weighed, words),
        words,
      }))
    const plain = [first!, ...others].map((reading) => reading.sure).reduce(graver)
    // What is only read by mending or spelling was not typed as usual; the model knows nothing of that.
    const odd = others.map((reading) => reading.weighed).reduce(graver, 'not')
    const open = graver(first!.weighed, odd)
    const scores = model(text)
    if (plain === 'said' || (plain === 'weighed' && !scores)) return ALARM
    if (open === 'said') return odd !== 'said' && scores && scores.explicit < calm ? SIGN : ALARM
    if (plain === 'denied' || open === 'denied') return scores && scores.explicit >= denied ? ALARM : DENIED
    if (scores && scores.explicit >= explicit) return ALARM
    if (scores && scores.sign >= sign) return SIGN
    return [first!, ...others].some(({ words }) => search(quiet, words) === 'said') ? SIGN : CALM
  }
}

/** Of what was found in several texts, what weighs most. */
export const gravest = (alarms: readonly Alarm[]): Alarm =>
  [ALARM, SIGN, DENIED].find(({ tier, denied }) => alarms.some((one) => one.tier === tier && one.denied === denied)) ?? CALM

type Found = 'not' | 'denied' | 'weighed' | 'said'
const GRAVITY: Readonly<Record<Found, number>> = { not: 0, denied: 1, weighed: 2, said: 3 }
const NONE: ReadonlySet<string> = new Set()
const graver = (a: Found, b: Found): Found => (GRAVITY[a] >= GRAVITY[b] ? a : b)

const inEach = <T>(of: (language: Language) => T): T[] => LANGUAGES.map(of)

/** A denial that begins further away than this cannot reach: its own length (two words and a gap of four) and the words between. */
const FAR = REACH + 8

function all(patterns: Patterns, words: readonly string[]): Match[] {
  const found: Match[] = []
  findAll(patterns, words, (match) => {
    found.push(match)
    return false
  })
  return found
}

/** The denial is in the same thought as the words of crisis, close to them, and not one of them (“does *not* want to live”). */
function reaches(denial: Match, match: Match, { words, after }: Words, breaks: ReadonlySet<string>): boolean {
  for (const index of denial.named) if (match.named.has(index)) return false
  const [from, to] = denial.end < match.start ? [denial.end, match.start] : denial.start > match.end ? [match.end, denial.start] : [0, 0]
  if (to - from > REACH + 1) return false
  for (let i = from + 1; i <= to; i++) {
    if (after[i]) return false
    if (i < to && breaks.has(words[i]!)) return false
  }
  return true
}
