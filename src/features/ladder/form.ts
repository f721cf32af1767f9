/** The form of a ladder: the values of its boxes, and the ladder they make. Each line of a box is a card or a rung. */
import { isDate, readDay } from '../../content/days.ts'
import { LIMITS } from '../../content/limits.ts'
import type { Notice } from '../../page/notice.ts'
import { CARDS, type Drawn } from './part.ts'

export const BOXES = ['goal', 'due', ...CARDS, 'rungs'] as const
export type Box = (typeof BOXES)[number]
/** What was typed, as it was typed; an empty string if nothing was. */
export type Boxes = Record<Box, string>

/** Lines in a box: a longer ladder could not be overseen, nor taken home as a picture. */
const MAX_LINES = 12

export const boxesIn = (given: { readonly [B in Box]?: string }): Boxes => boxes((box) => given[box]?.trim() ?? '')

const boxes = (value: (box: Box) => string): Boxes => Object.fromEntries(BOXES.map((box) => [box, value(box)])) as Boxes

/** The boxes of a ladder. If there are no rungs yet, the cards are a start, beginning with what has to happen first. */
export function boxesOf(drawn: Drawn | undefined): Boxes {
  if (!drawn) return boxes(() => '')
  const { goal, due = '', cards, rungs } = drawn
  const lines = rungs.length ? rungs.map(({ text }) => text) : [...cards.first, ...cards.self, ...cards.support]
  return {
    goal,
    due,
    self: cards.self.join('\n'),
    support: cards.support.join('\n'),
    first: cards.first.join('\n'),
    rungs: lines.join('\n'),
  }
}

/** Boxes whose value was not shown and that came back empty: they keep it. */
export const hiddenBoxes = (kept: string | undefined, typed: Boxes): Box[] => {
  const named = new Set(kept?.split(' '))
  return BOXES.filter((box) => named.has(box) && typed[box] === '')
}

/** The boxes that have a value in the file. */
export const heldBoxes = (drawn: Drawn | undefined): Box[] => {
  const held = boxesOf(drawn)
  return BOXES.filter((box) => held[box] !== '' && (box !== 'rungs' || drawn?.rungs.length))
}

/** What was typed, with the values that were not shown, or not touched, put back in. @param unseen the card offered no rungs */
export const withHidden = (typed: Boxes, hidden: readonly Box[], drawn: Drawn | undefined, unseen: boolean): Boxes => {
  const held = unseen && !drawn?.rungs.length ? { ...boxesOf(drawn), rungs: '' } : boxesOf(drawn)
  return boxes((box) => (hidden.includes(box) ? held[box] : typed[box]))
}

/** What is wrong with it, as lines that help. */
export function errorsIn(filled: Boxes): Notice[] {
  return [
    ...(Object.values(filled).join('').length > LIMITS.text ? [{ key: 'refused.too-long' } as const] : []),
    ...(filled.goal ? [] : [{ key: 'ladderGoalMissing' } as const]),
    ...(([...CARDS, 'rungs'] as const).some((box) => linesOf(filled[box]).length > MAX_LINES)
      ? [{ key: 'ladderTooMany', values: { count: MAX_LINES } } as const]
      : []),
  ]
}

const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n\u2028\u2029]+/u)
    .map((line) => line.trim())
    .filter(Boolean)

/** The ladder that the boxes make. A rung that is still there keeps the day it was reached. */
export function ladderOf(filled: Boxes, before: Drawn | undefined): Pick<Drawn, 'goal' | 'due' | 'cards' | 'rungs'> {
  const left = [...(before?.rungs ?? [])]
  const reached = (text: string): string | undefined => {
    const at = left.findIndex((rung) => rung.text === text)
    return at < 0 ? undefined : left.splice(at, 1)[0]?.done
  }
  const due = readDay(filled.due)
  return {
    goal: filled.goal.replace(/\s+/gu, ' '),
    ...(isDate(due) ? { due } : {}),
    cards: { self: linesOf(filled.self), support: linesOf(filled.support), first: linesOf(filled.first) },
    rungs: linesOf(filled.rungs).map((text) => {
      const done = reached(text)
      return { text, ...(done ? { done } : {}) }
    }),
  }
}

export const isSame = (a: ReturnType<typeof ladderOf>, b: ReturnType<typeof ladderOf>): boolean =>
  JSON.stringify(comparable(a)) === JSON.stringify(comparable(b))

const comparable = ({ goal, due, cards, rungs }: ReturnType<typeof ladderOf>) => [
  goal,
  due,
  CARDS.map((card) => cards[card]),
  rungs.map(({ text }) => text),
]
