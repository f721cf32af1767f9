/**
 * The buttons shown last in each chat, so that each can be worked by typing its label or number: a button may not run on somebody's device.
 * In memory only. Labels are kept as keyed hashes, since an alias may stand in one, and what a button carries only where it is ids.
 */
import { hash, randomBytes, randomInt } from 'node:crypto'
import { dropOldest, keepLatest } from '../content/bounded.ts'
import { fold } from '../content/fold.ts'
import type { Action, Page } from '../page/page.ts'
import type { TypedButton } from '../turn/turn.ts'

export interface Buttons {
  /** What a turn showed. Pages without buttons leave the earlier ones in place. @param clients ids of those it is about */
  show(chat: string, pages: readonly Page[], clients: readonly string[]): void
  /** The button that a whole message names. @param message the channel's id of it: sent again, it names the same */
  find(chat: string, message: string, text: string): TypedButton | undefined
  /** Forgets the buttons of chats that showed this client. */
  forget(client: string): void
}

/** In the order in which a page shows them. */
export const actionsOf = (page: Page): Action[] => [
  ...page.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : [])),
  ...page.actions.filter((action) => !action.quiet),
  ...page.actions.filter((action) => action.quiet),
]

/** As `actionsOf`, with the places of those that dial: who counts buttons counts them too. */
const seen = (page: Page): (Action | undefined)[] => [
  ...page.blocks.flatMap((block): (Action | undefined)[] =>
    block.kind === 'calls' ? block.calls.map(() => undefined) : block.kind === 'actions' ? block.actions : [],
  ),
  ...actionsOf({ ...page, blocks: [] }),
]

interface Known {
  label: number
  way: TypedButton['way']
  boxes: boolean
}
/** Nothing is sent by it, and no label names it: “bel 112” may be what was done. */
const DIALS: Known = { label: -1, way: undefined, boxes: false }
interface Chat {
  clients: readonly string[]
  /** On all pages of the last turn. */
  all: Known[]
  /** On the last page that has any: what a number counts. */
  last: Known[]
  /** A number alone may be meant for a box of that page. */
  box: boolean
}

const MOST_CHATS = 2_000
const MOST_BUTTONS = 200
const MOST_MESSAGES = 500
/** No label of ours is longer; a longer message is an answer. */
const LONGEST = 200

/** @param words for “button”, in each language: `knop 3` */
export function createButtons(words: readonly string[]): Buttons {
  const secret = randomBytes(32).toString('hex')
  const seed = randomInt(2 ** 32)
  const chats = new Map<string, Chat>()
  const found = new Map<string, TypedButton | undefined>()
  const sign = new RegExp(`^(?:[#/]|(?:${words.map((word) => fold(word)).join('|')})\\s?)\\s?(\\d{1,3})$`)
  const known = (page: Page): Known[] => {
    const filled = page.blocks.some(isFilled)
    return seen(page).map((action) => {
      if (!action) return DIALS
      const label = digest(bare(action.label), seed)
      // nothing is said of boxes that a typed line does not send; sent without its boxes, a form that holds something would lose it
      return action.inputs && filled ? { label, way: undefined, boxes: true } : { label, way: carried(action), boxes: false }
    })
  }

  function named(chat: string, text: string): TypedButton | undefined {
    if (text.length > LONGEST) return undefined
    const typed = fold(text).trim()
    const shown = chats.get(chat)
    const numbered = sign.exec(typed)?.[1]
    if (numbered !== undefined) return { by: 'sign', ...meant(shown?.last[Number(numbered) - 1]) }
    if (!shown) return undefined
    if (/^\d{1,3}$/.test(typed)) {
      const one = shown.box ? undefined : shown.last[Number(typed) - 1]
      return one && { by: 'number', ...meant(one) }
    }
    const label = bare(text)
    if (!label) return undefined
    const wanted = digest(label, seed)
    const those = shown.all.filter((one) => one.label === wanted)
    const ways = new Set(those.map(({ way }) => JSON.stringify(way)))
    if (those.length === 0) return undefined
    return { by: 'label', ...(ways.size === 1 ? meant(those[0]) : {}) }
  }

  return {
    show(chat, pages, clients) {
      const shown = pages.map(known)
      const at = shown.findLastIndex((buttons) => buttons.length > 0)
      if (at < 0) return
      const box = pages[at]?.blocks.some(({ kind }) => kind === 'input') ?? false
      const all = shown.flat().slice(0, MOST_BUTTONS)
      keepLatest(chats, MOST_CHATS, chat, { clients, all, last: shown[at]?.slice(0, MOST_BUTTONS) ?? [], box })
    },
    find(chat, message, text) {
      const key = hash('sha256', JSON.stringify([secret, chat, message, text]), 'base64url')
      if (!found.has(key)) found.set(key, named(chat, text))
      dropOldest(found, MOST_MESSAGES)
      return found.get(key)
    },
    forget(client) {
      for (const [chat, { clients }] of chats) if (clients.includes(client)) chats.delete(chat)
      for (const [key, button] of found) if (Object.values(button?.way?.data ?? {}).includes(client)) found.delete(key)
    },
  }
}

/** Letters and numbers alone, so that quotes, an ellipsis or an arrow need not be typed. */
const bare = (label: string): string =>
  fold(label)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * 53 bits of a label (cyrb53), to compare with those of this process only: every button of every page is remembered, and SHA-256 was half of
 * what that cost. Neither stands up to somebody who reads the memory, where the key is too.
 */
function digest(label: string, seed: number): number {
  let one = 0xdeadbeef ^ seed
  let two = 0x41c6ce57 ^ seed
  for (let at = 0; at < label.length; at++) {
    const unit = label.charCodeAt(at)
    one = Math.imul(one ^ unit, 2654435761)
    two = Math.imul(two ^ unit, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909)
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909)
  return 4294967296 * (2097151 & two) + (one >>> 0)
}

const meant = ({ way, boxes }: Partial<Known> = {}): Pick<TypedButton, 'way' | 'boxes'> => ({
  ...(way ? { way } : {}),
  ...(boxes ? { boxes } : {}),
})

/** Ids, and several of them. */
const IDS = /^[\w.:~|@-]{0,100}(?: [\w.:~|@-]{1,100}){0,50}$/

/** Undefined where it carries words. */
function carried({ action, data }: Action): TypedButton['way'] {
  const own: Record<string, string> = {}
  for (const name in data) {
    if (name === 'shown' || name === 'save') continue
    const value = data[name] as string
    if (name === 'text' || !IDS.test(value)) return undefined
    own[name] = value
  }
  return { action, data: own }
}

function isFilled(block: Page['blocks'][number]): boolean {
  if (block.kind !== 'input') return false
  if (block.input === 'checklist') return block.values.length > 0
  return block.input === 'toggle' ? block.value : block.value !== undefined && block.value !== ''
}
