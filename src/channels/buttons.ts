/**
 * The buttons shown last in each chat, so that each can be worked by typing its label or number: a button may not run on somebody's device.
 * In memory only. Labels are kept as keyed hashes, since an alias may stand in one, and what a button carries only where it is ids.
 */
import { hash, randomBytes } from 'node:crypto'
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

interface Known extends Pick<TypedButton, 'way' | 'boxes'> {
  label: string
}
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
  const chats = new Map<string, Chat>()
  const found = new Map<string, TypedButton | undefined>()
  const sign = new RegExp(`^(?:[#/]|(?:${words.map((word) => fold(word)).join('|')})\\s?)\\s?(\\d{1,3})$`)
  // in one call, several times faster than an HMAC: every button of every page is hashed, and no hash leaves this process
  const hashed = (label: string): string => hash('sha256', secret + label, 'base64url')
  const known = (page: Page): Known[] => actionsOf(page).map((action) => ({ label: hashed(bare(action.label)), ...carried(page, action) }))

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
    const wanted = hashed(label)
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
      chats.delete(chat)
      const box = pages[at]?.blocks.some(({ kind }) => kind === 'input') ?? false
      chats.set(chat, { clients, all: shown.flat().slice(0, MOST_BUTTONS), last: shown[at]?.slice(0, MOST_BUTTONS) ?? [], box })
      dropOldest(chats, MOST_CHATS)
    },
    find(chat, message, text) {
      const key = hashed(JSON.stringify([chat, message, text]))
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

const meant = (one: Known | undefined): Pick<TypedButton, 'way' | 'boxes'> => (one ? { way: one.way, boxes: one.boxes } : {})

/** Ids, and several of them. */
const IDS = /^[\w.:~|@-]{0,100}(?: [\w.:~|@-]{1,100}){0,50}$/

function carried(page: Page, { action, data: { shown: _, save: __, ...data }, inputs }: Action): Pick<TypedButton, 'way' | 'boxes'> {
  // nothing is said of boxes that a typed line does not send; sent without its boxes, a form that holds something would lose it
  if (inputs && page.blocks.some(isFilled)) return { boxes: true }
  const ids = Object.entries(data).every(([name, value]) => name !== 'text' && IDS.test(value))
  return ids ? { way: { action, data: { ...data } } } : {}
}

function isFilled(block: Page['blocks'][number]): boolean {
  if (block.kind !== 'input') return false
  if (block.input === 'checklist') return block.values.length > 0
  return block.input === 'toggle' ? block.value : block.value !== undefined && block.value !== ''
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
