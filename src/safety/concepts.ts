/** What the words of a text mean, as far as `dialogs/safety/crisis.yaml` names it under `concepts`: what was learned in one language holds in all. */
import type { CrisisWords } from '../content/crisis-words.ts'
import { LANGUAGES, type Language } from '../content/languages.ts'
import { tokenise } from './words.ts'

/** The commonest small words: they tell in which language a sentence is, so that Dutch “die” is not English “die”. */
const SMALL: Readonly<Record<Language, ReadonlySet<string>>> = {
  nl: new Set(
    'de het een en van ik hij ze zij is dat niet met voor op te zijn haar aan als er om ook was bij naar heeft zegt wil'.split(' '),
  ),
  fr: new Set('le la les de des et il elle est que qu dans un une pas du au je a en pour sur son sa ses l d qui avec dit plus'.split(' ')),
  en: new Set('the a and he she is to of in that was his her for with at on not it has as from they be says said'.split(' ')),
}

/** By place in the sentence, the numbers of the concepts that the word there belongs to. */
export type Concepts = (words: readonly string[]) => readonly (readonly number[])[]

const NONE: readonly number[] = []

export function createConcepts(data: CrisisWords['concepts']): Concepts {
  const tables = Object.fromEntries(LANGUAGES.map((language) => [language, tableOf(data, language)])) as Record<Language, Table>
  return (words) => {
    const table = tables[languageOf(words)]
    return words.map((word) => lookUp(table, word))
  }
}

interface Table {
  exact: ReadonlyMap<string, readonly number[]>
  /** By the beginning of the word. */
  open: ReadonlyMap<string, readonly number[]>
  lengths: readonly number[]
}

function tableOf(data: CrisisWords['concepts'], language: Language): Table {
  const exact = new Map<string, number[]>()
  const open = new Map<string, number[]>()
  for (const [number, words] of Object.values(data).entries())
    for (const word of words[language]) {
      const [bare] = tokenise(word.replace('*', '')).words
      const map = word.endsWith('*') ? open : exact
      if (bare) map.set(bare, [...(map.get(bare) ?? []), number])
    }
  return { exact, open, lengths: [...new Set([...open.keys()].map((beginning) => beginning.length))] }
}

function lookUp({ exact, open, lengths }: Table, word: string): readonly number[] {
  let found = exact.get(word) ?? NONE
  for (const length of lengths) {
    const begun = word.length >= length ? open.get(word.slice(0, length)) : undefined
    if (begun) found = [...found, ...begun]
  }
  return found
}

/** Dutch where nothing tells. */
function languageOf(words: readonly string[]): Language {
  let best: Language = 'nl'
  let most = 0
  for (const language of LANGUAGES) {
    let count = 0
    for (const word of words) if (SMALL[language].has(word)) count++
    if (count > most) {
      most = count
      best = language
    }
  }
  return best
}
