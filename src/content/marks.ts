/**
 * What the boxes of a form showed, as marks that its buttons carry: 48 bits of a hash for each box, so that no word of a client is in them.
 * When the form comes back, years later perhaps, the marks tell which boxes were changed in it, and whether a value is still the one it
 * showed.
 */
import { hash } from 'node:crypto'
import { typeable } from './printable.ts'

/**
 * What has to be known about a box to compare its values. `words`: a person types in it; `value`: they choose, or pick a day; `hidden`: it
 * held something that was not shown.
 */
export type BoxKind = 'words' | 'value' | 'list' | 'toggle' | 'hidden'

export interface Mark {
  kind: BoxKind
  mark: string
}

const SIGNS: Record<BoxKind, string> = { words: '', value: '=', list: ',', toggle: '!', hidden: '?' }

/**
 * Line ends and spaces around a text come back as the channel likes them, ids of a list in any order. What an old file holds and is no longer
 * taken in does not come back at all, and is no change.
 */
const plain = (value: string, kind: BoxKind): string =>
  kind === 'list'
    ? value
        .split(',')
        .map((id) => id.trim())
        .filter(Boolean)
        .toSorted()
        .join(',')
    : typeable(value).trim()

const marked = (words: string): string => hash('sha256', words, 'base64url').slice(0, 8)

/** Most boxes are shown empty. */
const EMPTY = marked('')

export const markOf = (value: string, kind: BoxKind = 'words'): string => (value === '' ? EMPTY : marked(plain(value, kind)))

/** Whether this value is the one that the mark was made of. */
export const isMarked = ({ kind, mark }: Mark, value: string): boolean => markOf(value, kind) === mark

/** `alias:fQ3_a8b1 country:=xK2jmj7l order:!2jmj7l5r` */
export const marksToText = (marks: ReadonlyMap<string, Mark>): string =>
  [...marks].map(([box, { kind, mark }]) => `${box}:${SIGNS[kind]}${mark}`).join(' ')

const ONE = /^(.+):([=,!?]?)([\w-]{8})$/

const KINDS = new Map(Object.entries(SIGNS).map(([kind, sign]) => [sign, kind as BoxKind]))

/** The marks in a text from a card; what is none is left out. */
export function marksIn(text: string): Map<string, Mark> {
  return new Map(
    text.split(' ').flatMap((one) => {
      const [, box, sign = '', mark] = ONE.exec(one) ?? []
      const kind = KINDS.get(sign)
      return box && mark && kind ? [[box, { kind, mark }] as const] : []
    }),
  )
}

/** A mark of any value, such as an answer, for buttons that are about just this one. */
export const valueMark = (value: unknown): string => markOf(JSON.stringify(value ?? null))
