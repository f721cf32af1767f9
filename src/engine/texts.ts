/** The texts in an answer of any kind of step. Code that must see or change all of them goes through here. */
import { PARTS } from './kinds/index.ts'
import type { NameOf, Part } from './kinds/kind.ts'
import type { AnswerValue } from './session.ts'

/** A copy of the answer with `change` applied to every text a person typed in it. */
export function mapTexts(value: AnswerValue, change: (text: string) => string): AnswerValue {
  const changed = { ...value }
  if (value.text !== undefined) changed.text = change(value.text)
  for (const { part, held } of heldIn(value)) Object.assign(changed, { [part.name]: part.mapTexts(held, change) })
  return changed
}

/** Every piece of text in an answer. */
export function textsIn(value: AnswerValue): string[] {
  const texts: string[] = []
  mapTexts(value, (text) => {
    if (text) texts.push(text)
    return text
  })
  return texts
}

/** A whole answer in lines of plain text: first what was chosen and filled in, then the free text. */
export const inWords = (value: AnswerValue, nameOf: NameOf): string[] => [
  ...(value.prompts ?? []).map((id) => nameOf('prompts', id)),
  ...heldIn(value).flatMap(({ part, held }) => part.inWords(held, nameOf)),
  ...(value.text ? [value.text] : []),
]

type Held = Parameters<Part['mapTexts']>[0]

const heldIn = (value: AnswerValue): { part: Part; held: Held }[] =>
  PARTS.flatMap((part) => {
    const held = value[part.name]
    return held === undefined ? [] : [{ part, held }]
  })
