/**
 * Draws a ladder to give to the client: the goal at the top, today at the bottom, the rungs in between, the first one lowest. It has its
 * own colours and background, so that it is readable in light and dark themes and on paper; dark words on a light background, so that it
 * can be printed in grey.
 */
import { once } from '../../content/once.ts'
import { escaped } from '../../page/escape.ts'

export interface Picture {
  title: string
  goal: string
  /** By when, in words. */
  due?: string
  /** From today to the goal. */
  rungs: readonly { text: string; done?: boolean }[]
  /** The words at the foot. */
  today: string
}

const WIDTH = 360
const EDGE = 14
const FONT = `font-family="system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"`
const RAIL = { left: 42, right: 318 }
const INK = '#1f2a30'
const WOOD = '#9a7b4f'
const GREEN = '#1b6e35'
const GOAL = { size: 17, line: 22, width: 262, most: 5 }
const RUNG = { size: 15, line: 20, x: 84, width: 232, most: 4 }
/** Between two rungs. */
const GAP = 20

/** @returns the drawing, and whether all the words are on it: what is too long is cut */
export function picture({ title, goal, due, rungs, today }: Picture): { svg: string; whole: boolean } {
  const head = wrap(goal, GOAL)
  const planks = rungs.map(({ text, done }, index) => ({ ...wrap(text, RUNG), done, number: index + 1 })).toReversed()
  const headHeight = 24 + head.lines.length * GOAL.line + (due ? 20 : 0)
  let y = EDGE + headHeight + GAP + 4
  const drawn = (planks.length ? planks : EMPTY).map((plank) => {
    const height = 18 + plank.lines.length * RUNG.line
    const one = drawPlank(plank, y, height)
    y += height + GAP
    return one
  })
  const foot = y + 6
  const height = foot + 40
  const rail = (x: number): string =>
    `<line x1="${x}" y1="${EDGE + headHeight}" x2="${x}" y2="${foot}" stroke="${WOOD}" stroke-width="9" stroke-linecap="round"/>`
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${literal(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" rx="12" fill="#ffffff"/>`,
    rail(RAIL.left),
    rail(RAIL.right),
    `<rect x="${EDGE}" y="${EDGE}" width="${WIDTH - 2 * EDGE}" height="${headHeight}" rx="10" fill="#e6f1f3" stroke="#0b5563" stroke-width="2"/>`,
    ...head.lines.map((line, nth) => words(WIDTH / 2, EDGE + 28 + nth * GOAL.line, GOAL.size, line, 'middle', 'font-weight="600"')),
    ...(due ? [words(WIDTH / 2, EDGE + headHeight - 12, 14, wrap(due, { ...GOAL, size: 14, most: 1 }).lines.join(''), 'middle')] : []),
    ...drawn,
    `<line x1="${EDGE}" y1="${foot}" x2="${WIDTH - EDGE}" y2="${foot}" stroke="${INK}" stroke-width="2" stroke-linecap="round"/>`,
    words(WIDTH / 2, foot + 24, 14, wrap(today, { ...GOAL, size: 14, most: 1 }).lines.join(''), 'middle'),
    '</svg>',
  ].join('')
  return { svg, whole: [head, ...planks].every((one) => one.whole) }
}

interface Plank {
  lines: string[]
  done?: boolean
  /** Absent: a rung still to be thought of. */
  number?: number
}
const EMPTY: Plank[] = [{ lines: [''] }, { lines: [''] }, { lines: [''] }]

function drawPlank({ lines, done, number }: Plank, y: number, height: number): string {
  const middle = y + height / 2
  const [fill, stroke] = done ? ['#e2f2e5', GREEN] : ['#fdf6ea', WOOD]
  const dashes = number === undefined ? ' stroke-dasharray="5 5"' : ''
  const mark = done
    ? `<circle cx="56" cy="${middle}" r="13" fill="${GREEN}"/><path d="M50 ${middle}l4.5 5l8 -10" fill="none" stroke="#ffffff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>`
    : `<circle cx="56" cy="${middle}" r="13" fill="#ffffff" stroke="${stroke}" stroke-width="2"/>${words(56, middle + 5, 14, String(number), 'middle')}`
  return [
    `<rect x="26" y="${y}" width="${WIDTH - 52}" height="${height}" rx="8" fill="${fill}" stroke="${stroke}" stroke-width="2"${dashes}/>`,
    ...(number === undefined ? [] : [mark]),
    ...lines.map((line, nth) => words(RUNG.x, y + 24 + nth * RUNG.line, RUNG.size, line)),
  ].join('')
}

function words(x: number, y: number, size: number, text: string, anchor = 'start', more = ''): string {
  if (text === '') return ''
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${INK}" unicode-bidi="plaintext" ${FONT}${more && ` ${more}`}>${literal(text)}</text>`
}

/** Escapes text for XML, without what XML does not allow: lone surrogates and control characters. */
const literal = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML forbids
  escaped(text.toWellFormed().replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, ''))

const segmenter = once(() => new Intl.Segmenter('nl', { granularity: 'grapheme' }))
const characters = (text: string): string[] => [...segmenter().segment(text)].map(({ segment }) => segment)

interface Room {
  size: number
  width: number
  /** The most lines. */
  most: number
}

/**
 * Breaks a text into lines that fit. A word too long for a line is broken; what does not fit in the last line is cut and ends in an
 * ellipsis.
 */
function wrap(text: string, { size, width, most }: Room): { lines: string[]; whole: boolean } {
  const fits = (line: string): boolean => measure(line) * size <= width
  const lines: string[] = []
  let line = ''
  const put = (word: string): void => {
    const longer = line ? `${line} ${word}` : word
    if (fits(longer)) line = longer
    else if (fits(word)) {
      lines.push(line)
      line = word
    } else
      for (const [nth, one] of characters(word).entries()) {
        const more = nth === 0 && line ? `${line} ${one}` : line + one
        if (fits(more)) line = more
        else {
          lines.push(line)
          line = one
        }
        if (lines.length > most) return
      }
  }
  for (const word of text.split(/\s+/u).filter(Boolean)) {
    put(word)
    if (lines.length > most) break
  }
  if (line || lines.length === 0) lines.push(line)
  if (lines.length <= most) return { lines, whole: true }
  const kept = lines.slice(0, most)
  const last = characters(kept.at(-1) ?? '')
  while (last.length && !fits(`${last.join('')}…`)) last.pop()
  return { lines: kept.with(-1, `${last.join('').trimEnd()}…`), whole: false }
}

/** Width of a text in a common sans-serif, for font size 1: a generous estimate, since the reader's font is unknown. */
const measure = (text: string): number => characters(text).reduce((sum, one) => sum + widthOf(one), 0)

function widthOf(character: string): number {
  if (/^[\s.,:;'’‘!|()ijlftr[\]-]$/u.test(character)) return 0.36
  if (/^[mwMW%@]/u.test(character)) return 0.95
  if (/^\p{Lu}/u.test(character)) return 0.72
  // East Asian characters and emoji are as wide as they are high.
  if (/^[\u1100-\u11FF\u2E80-\uD7FF\uF900-\uFAFF\uFE30-\uFFEF\p{Extended_Pictographic}]/u.test(character) && !/^[\d#*]/.test(character))
    return 1.1
  return 0.6
}
