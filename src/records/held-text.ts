import { deepFreeze } from '../content/freeze.ts'

/**
 * A document in memory: its JSON as text, so that every reader gets a copy of its own. Lists whose lines never change once written (the
 * audit, finished conversations, handled activities, a counsellor's clients) are kept apart: their lines are shared, and neither parsed nor
 * serialised again in every turn. So a turn does not slow down as years of guidance or clients add up.
 */
export interface HeldText {
  text: string
  lines: Readonly<Record<string, readonly object[]>>
  /** Approximate number of characters in memory. */
  size: number
}

/** Where a line keeps its own JSON, which is written down once. Not in a WeakMap: what is in one outlives every small collection. */
const TEXT = Symbol('the JSON of a line')

interface Line {
  readonly [TEXT]?: string
}

const jsonIn = (line: object): string | undefined => (line as Line)[TEXT]

/** An immutable line. What is in it is a copy, frozen like the line: the writer may go on changing the original. */
function lineOf(value: object): object {
  if (jsonIn(value) !== undefined) return value
  const text = JSON.stringify(value)
  return deepFreeze(Object.defineProperty(JSON.parse(text), TEXT, { value: text }))
}

/** @param stable names of the lists whose lines never change */
export function hold(document: object, stable: readonly string[]): HeldText {
  const parts = document as Record<string, object[]>
  const lines: Record<string, readonly object[]> = {}
  const rest: Record<string, unknown> = { ...document }
  let size = 0
  for (const name of stable) {
    const list = (parts[name] ?? []).map(lineOf)
    for (const line of list) size += jsonIn(line)?.length ?? 0
    lines[name] = list
    rest[name] = undefined
  }
  const text = JSON.stringify(rest)
  return { text, lines, size: text.length + size }
}

/** A copy to work on; its lines are shared. */
export function copyOf<T>({ text, lines }: HeldText): T {
  const document = JSON.parse(text)
  for (const [name, list] of Object.entries(lines)) document[name] = [...list]
  return document as T
}

/** Whether nothing changed. Cheap if a line was added, which every turn does. */
export function sameAs(held: HeldText, document: object, stable: readonly string[]): boolean {
  const parts = document as Record<string, object[]>
  const sameLines = stable.every((name) => {
    const list = held.lines[name] ?? []
    const now = parts[name] ?? []
    return now.length === list.length && now.every((line, index) => line === list[index])
  })
  return sameLines && hold(document, stable).text === held.text
}

/** The whole document as JSON. */
export function jsonOf({ text, lines }: HeldText): string {
  const lists = Object.entries(lines).map(([name, list]) => `${JSON.stringify(name)}:[${list.map(jsonIn).join(',')}]`)
  return lists.length === 0 ? text : `${text.slice(0, -1)}${text === '{}' ? '' : ','}${lists.join(',')}}`
}
