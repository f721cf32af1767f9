/**
 * A form writes only what was changed in it, against what it showed. Old cards keep their boxes for years: one that nobody touched must not
 * put an old value back, such as a consent that was withdrawn since.
 */
import { isMarked, type Mark, marksIn } from '../content/marks.ts'
import type { Reply } from './reply.ts'

/** The boxes of the card that was used. */
export interface Form {
  /** What each box showed, by box. */
  shown: ReadonlyMap<string, Mark>
  /** What was changed in it, as it came back. */
  changed: Readonly<Record<string, string>>
  /** Where the file was when it was shown (`headOf`). */
  since?: string
}

/** The form that an action saves, as it is shown now. */
export interface FormNow {
  reply: Reply
  /**
   * Its boxes show what is in the file: one that nobody touched is left as it is there. Absent: it makes something new, and what stood in
   * the boxes counts.
   */
  edits?: true
  /** What is in the file now was written in this very chat and stays in its history: it is not asked about. */
  own?: boolean
  /** How often what this form saves was taken out. A card from before the last time (`sinceRemoved`) brings nothing of it back unasked. */
  removed?: number
  /** Boxes that no card changes without having shown what is in the file now, also one from before cards said what they showed. */
  guarded?: readonly string[]
}

/** What was filled in, without the boxes that did not come. */
export const filledOf = (boxes: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(boxes).filter((one): one is [string, string] => one[1] !== undefined))

const SINCE = /^@([\da-f]{12}) /

/** What a card says about its boxes; undefined if it says nothing, as cards from before did. `dropped`: boxes to leave as they are now. */
export function formIn({ shown: text, dropped, save, ...sent }: Record<string, unknown>): Form | undefined {
  if (typeof text !== 'string') return undefined
  const shown = marksIn(text)
  const left = new Set(typeof dropped === 'string' ? dropped.split(' ') : [])
  const changed: Record<string, string> = {}
  for (const [box, mark] of shown) {
    const value = cameBack(sent[box])
    // Beside the save button an empty box is nothing to keep.
    if (save !== undefined && !value?.trim()) continue
    if (!left.has(box) && isTouched(mark, value)) changed[box] = value ?? ''
  }
  const since = SINCE.exec(text)?.[1]
  return { shown, changed, ...(since ? { since } : {}) }
}

/**
 * What a card sent without the boxes that nobody touched. `kept` names those (and those whose value the card did not show): they keep what
 * is in the file now.
 */
export function onlyTouched({ shown: _, dropped: __, kept, ...sent }: Record<string, unknown>, form: Form): Record<string, unknown> {
  const left = [...form.shown.keys()].filter((box) => !Object.hasOwn(form.changed, box))
  const rest = Object.fromEntries(Object.entries(sent).filter(([name]) => !left.includes(name)))
  const all = new Set([...(typeof kept === 'string' && kept ? kept.split(' ') : []), ...left])
  return { ...rest, ...form.changed, ...(all.size ? { kept: [...all].join(' ') } : {}) }
}

/** A box comes back as text, or as a number or a tick that some channels make of it; anything else is no box of ours. */
export const cameBack = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined

/** Some channels leave out a box that is empty; a tick box always comes back. */
function isTouched(mark: Mark, value: string | undefined): boolean {
  if (mark.kind === 'toggle') return value !== undefined && !isMarked(mark, value)
  if (mark.kind === 'hidden') return (value ?? '').trim() !== ''
  return !isMarked(mark, value ?? '')
}
