/** What is remembered of turns from one to the next: in memory only, and never a word, so nothing has to be forgotten when a client is erased. */
import { hash } from 'node:crypto'
import { type Screen, userKey } from '../turn/context.ts'
import type { Next } from '../turn/outcome.ts'
import { chatOf } from '../turn/place.ts'
import type { Turn } from '../turn/turn.ts'

/** Number of turns, and of chats, that are remembered. */
const REMEMBERED = 500

/** A turn that was carried out. */
export interface Carried {
  /** Where it led, once something was written. */
  led?: Next
  /** What stood on the screen when it came. */
  screen?: Screen
  /** Nothing came of it, so that the same may be tried again. */
  failed: boolean
}

export interface Memory {
  /** Waits for a turn that is still being carried out. @returns undefined where it was not seen before, or failed */
  first(turn: Turn): Promise<Carried | undefined>
  remember(turn: Turn, carried: Promise<Carried>): void
  /** What this chat shows. */
  screen(turn: Turn): Screen | undefined
  look(turn: Turn, screen: Screen): void
}

export function createMemory(): Memory {
  const turns = new Map<string, Promise<Carried | undefined>>()
  const screens = new Map<string, Screen>()
  const turnKey = ({ user, chat, id }: Turn): string => hash('sha256', JSON.stringify([userKey(user), chat.id, id]), 'base64')
  const chatKey = (turn: Turn): string => `${userKey(turn.user)} ${chatOf(turn)}`
  return {
    first: async (turn) => turns.get(turnKey(turn)),
    remember(turn, carried) {
      const kept = carried.then(
        // Not the replies, which hold words.
        ({ led, screen, failed }) => (failed ? undefined : { led, screen, failed }),
        () => undefined,
      )
      keep(turns, turnKey(turn), kept)
    },
    screen: (turn) => screens.get(chatKey(turn)),
    look: (turn, screen) => keep(screens, chatKey(turn), screen),
  }
}

/** As the latest; the oldest is dropped. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  const oldest = map.size > REMEMBERED ? map.keys().next().value : undefined
  if (oldest !== undefined) map.delete(oldest)
}
