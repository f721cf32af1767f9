/** Two taps on the same button, before the card could be closed, are one: the second gets the turn id of the first, which makes it a retry. */
import { hash } from 'node:crypto'
import type { Turn } from '../../turn/turn.ts'

export interface Taps {
  /** @param key of the chat, see `chatKey` @param card the activity that the button stands on, where the channel says so */
  once(key: string, card: string | undefined, turn: Turn): Turn
}

/** Milliseconds. Later, the same button with the same boxes is meant again. */
const SAME_TAP = 10_000

export function createTaps(now: () => number = Date.now): Taps {
  const recent = new Map<string, { id: string; at: number }>()
  return {
    once(key, card, turn) {
      if (turn.input.kind !== 'action' || card === undefined) return turn
      for (const [what, { at }] of recent) {
        if (now() - at <= SAME_TAP) break
        recent.delete(what)
      }
      const what = hash('sha256', JSON.stringify([key, turn.user, card, turn.input.action, turn.input.data]), 'base64url')
      const first = recent.get(what)
      if (first) return { ...turn, id: first.id }
      recent.set(what, { id: turn.id, at: now() })
      return turn
    },
  }
}
