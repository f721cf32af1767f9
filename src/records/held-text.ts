/**
 * A document as it is held in memory: its JSON as text, so that every reader gets a copy of its own, apart from lists whose lines never
 * change once they are written (the audit, finished conversations). Those are shared and frozen, and neither parsed nor written out
 * again with every turn: so a turn does not grow with the years of guidance.
 */
export interface HeldText {
  text: string
  lines: Readonly<Record<string, readonly object[]>>
}

/** The JSON of each line, made once. */
const texts = new WeakMap<object, string>()

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

function textOf(line: object): string {
  const known = texts.get(line)
  if (known !== undefined) return known
  const text = JSON.stringify(frozen(line))
  texts.set(line, text)
  return text
}

/** @param stable names of the lists whose lines never change */
export function hold(document: object, stable: readonly string[]): HeldText {
  const parts = document as Record<string, object[]>
  const lines = Object.fromEntries(stable.map((name) => [name, (parts[name] ?? []).map(frozen)]))
  const none = Object.fromEntries(stable.map((name) => [name, undefined]))
  return { text: JSON.stringify({ ...document, ...none }), lines }
}

/** A copy to work on; the lines in it are shared and frozen. */
export function copyOf<T>({ text, lines }: HeldText): T {
  const document = JSON.parse(text)
  for (const [name, list] of Object.entries(lines)) document[name] = [...list]
  return document as T
}

/** Cheap where a line was added, which is what a turn does. */
export function sameAs(held: HeldText, document: object, stable: readonly string[]): boolean {
  const parts = document as Record<string, object[]>
  const sameLines = stable.every((name) => {
    const list = held.lines[name] ?? []
    const now = parts[name] ?? []
    return now.length === list.length && now.every((line, index) => line === list[index])
  })
  return sameLines && hold(document, stable).text === held.text
}

/** The whole as JSON. */
export function jsonOf({ text, lines }: HeldText): string {
  const lists = Object.entries(lines).map(([name, list]) => `${JSON.stringify(name)}:[${list.map(textOf).join(',')}]`)
  return lists.length === 0 ? text : `${text.slice(0, -1)}${text === '{}' ? '' : ','}${lists.join(',')}}`
}

/** Characters in memory, about. */
export const sizeOf = ({ text, lines }: HeldText): number =>
  text.length + Object.values(lines).reduce((sum, list) => sum + list.length * 200, 0)
