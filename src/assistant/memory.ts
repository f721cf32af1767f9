/** What is remembered of turns from one to the next: in memory only, and never a word, so nothing has to be forgotten when a client is erased. */
import { keepLatest } from '../content/bounded.ts'
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
  /** What is remembered of this turn and of its chat. */
  of(turn: Turn): {
    /** Waits for a turn that is still being carried out. @returns undefined where it was not seen before, or failed */
    first(): Promise<Carried | undefined>
    remember(carried: Promise<Carried>): void
    /** What this chat shows. */
    screen(): Screen | undefined
    look(screen: Screen): void
  }
}

export function createMemory(): Memory {
  const turns = new Map<string, Promise<Carried | undefined>>()
  const screens = new Map<string, Screen>()
  return {
    of(turn) {
      const chat = `${userKey(turn.user)} ${chatOf(turn)}`
      // its length says where an id ends, whatever stands in it
      const key = `${turn.id.length} ${turn.id} ${chat}`
      return {
        first: async () => turns.get(key),
        remember(carried) {
          const kept = carried.then(
            // Not the replies, which hold words.
            ({ led, screen, failed }) => (failed ? undefined : { led, screen, failed }),
            () => undefined,
          )
          keepLatest(turns, REMEMBERED, key, kept)
        },
        screen: () => screens.get(chat),
        look: (screen) => keepLatest(screens, REMEMBERED, chat, screen),
      }
    },
  }
}
