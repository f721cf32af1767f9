/**
 * A document as it is held in memory: its JSON as text, so that every reader gets a copy of its own, apart from lists whose lines never
 * change once they are written (the audit, finished conversations, handled activities, a counsellor's clients). Those lines are shared,
 * and neither parsed nor written out again with every turn: so a turn does not grow with the years of guidance, with the replies kept for
 * a retry or with the number of clients.
 */
export interface HeldText {
  text: string
  lines: Readonly<Record<string, readonly object[]>>
}

/** The JSON of each line, made once. Only lines made by `lineOf` are in it. */
const texts = new WeakMap<object, string>()

/** A line that cannot be changed. What it holds of objects and lists is parsed when it is looked at, into a copy for whoever looks. */
function lineOf(value: object): object {
  if (texts.has(value)) return value
  const text = JSON.stringify(value)
  const line: Record<string, unknown> = { ...value }
  for (const [name, part] of Object.entries(line)) {
    if (typeof part === 'object' && part !== null) Object.defineProperty(line, name, { get: () => JSON.parse(text)[name] })
  }
  texts.set(line, text)
  return Object.freeze(line)
}

/** @param stable names of the lists whose lines never change */
export function hold(document: object, stable: readonly string[]): HeldText {
  const parts = document as Record<string, object[]>
  const lines = Object.fromEntries(stable.map((name) => [name, (parts[name] ?? []).map(lineOf)]))
  const none = Object.fromEntries(stable.map((name) => [name, undefined]))
  return { text: JSON.stringify({ ...document, ...none }), lines }
}

/** A copy to work on; the lines in it are shared. */
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
  const lists = Object.entries(lines).map(([name, list]) => `${JSON.stringify(name)}:[${list.map((line) => texts.get(line)).join(',')}]`)
  return lists.length === 0 ? text : `${text.slice(0, -1)}${text === '{}' ? '' : ','}${lists.join(',')}}`
}

/** Characters in memory, about. */
export const sizeOf = ({ text, lines }: HeldText): number =>
  text.length + Object.values(lines).reduce((sum, list) => sum + list.reduce((all, line) => all + (texts.get(line)?.length ?? 0), 0), 0)
