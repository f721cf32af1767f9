/** What somebody typed, made safe for a terminal and for lines of others' text. The only place that says which characters are not. */

/** Whatever ends a line for some program: Word puts a vertical tab, a page of the web U+2028. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/gu
/** Moves the cursor, changes the screen (the C1 codes without an escape too), or turns the text after it round. */
const UNSAFE = /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]|\p{Cs}/gu

/** Several lines for a terminal: no character in it does anything but stand there. */
export const printable = (text: string): string => text.replace(LINE_ENDS, '\n').replace(UNSAFE, '')

/** The same on one line. */
export const oneLine = (text: string): string => printable(text).replace(/[\n\t]+/gu, ' ')

/** JSON that is one line for every program that reads lines, and harmless on a terminal; read back it is the same value. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(
    /[\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu,
    (character) => `\\u${(character.codePointAt(0) as number).toString(16).padStart(4, '0')}`,
  )

/** Six bytes of JSON each, and nothing that a person types: the other control characters, and halves of characters. */
const UNTYPED = /(?![\n\t])\p{Cc}|\p{Cs}/gu

/** What came in from a person, with only what can be typed in it; its lines end in `\n`. */
export const typeable = (text: string): string => inPlace(text.replace(LINE_ENDS, '\n').replace(UNTYPED, ''))

/** Turn round all that comes after them on a line, and nobody needs one to write. */
const TURNING = /[\u202A-\u202E]/gu
const ISOLATES = /[\u2066-\u2069]/gu
const DIRECTED = /[\u202A-\u202E\u2066-\u2069]/u

/** Text that cannot change the order of what stands beside it on a line: no override in it, and of isolates only pairs. */
export const inPlace = (text: string): string => {
  if (!DIRECTED.test(text)) return text
  return text.replace(TURNING, '').split('\n').map(pairsOnly).join('\n')
}

function pairsOnly(line: string): string {
  const open: number[] = []
  const paired = new Set<number>()
  for (const { index, 0: sign } of line.matchAll(ISOLATES)) {
    if (sign !== '\u2069') {
      open.push(index)
      continue
    }
    const from = open.pop()
    if (from !== undefined) paired.add(from).add(index)
  }
  return line.replace(ISOLATES, (sign, index: number) => (paired.has(index) ? sign : ''))
}

/** Invisible, and without use in a name; joiners shape the letters of some scripts, and pictures. */
const UNNAMED = /[\p{Cf}--[\u200C\u200D\u{E0020}-\u{E007F}]]/gv

/** A name on one line, without anything in it that nobody sees. */
export const nameTyped = (text: string): string =>
  text
    .replace(/[\s\p{Cc}\u2800]+/gu, ' ')
    .replace(UNNAMED, '')
    .trim()
    .replace(/ {2,}/g, ' ')
