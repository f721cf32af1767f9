/**
 * Which cards were sent where, so that they can be closed after use and removed when a client is erased. Ids only, in memory only: each turn
 * reports them to the assistant, which keeps a client's cards in that client's own file.
 */
import { keepLatest } from '../../content/bounded.ts'
import type { SentCard } from '../../turn/turn.ts'

export interface CardMemory {
  /** @param key of the chat, see `chatKey` @param at the channel's id of the chat, where the channel takes calls about it, and whether the card can be used */
  remember(key: string, card: SentCard, at: { chat: string; service: string; asks: boolean }): void
  /** The cards recently sent to this chat that show a client. */
  recent(key: string): SentCard[]
  /** The last card sent to this chat that can be used; returned only once. */
  takeLast(key: string): string | undefined
  /** Returns the cards of this chat that show a client, and forgets them. */
  takeAll(key: string): SentCard[]
  /** Returns the cards that show this client, and forgets them. */
  takeAbout(client: string): { chat: string; service: string; activity: string }[]
  /** Where the channel last took calls. */
  lastService(): string | undefined
}

const MOST_CHATS = 5_000
const MOST_CARDS = 100

export function createCardMemory(): CardMemory {
  const byChat = new Map<string, { chat: string; service: string; last?: string; cards: SentCard[] }>()
  let latest: string | undefined
  return {
    remember(key, card, { asks, ...at }) {
      latest = at.service
      const entry = byChat.get(key) ?? { ...at, cards: [] }
      keepLatest(byChat, MOST_CHATS, key, entry)
      if (asks) entry.last = card.activity
      if (card.clients.length > 0) entry.cards = [...entry.cards.filter((old) => old.activity !== card.activity), card].slice(-MOST_CARDS)
    },
    recent: (key) => byChat.get(key)?.cards ?? [],
    takeLast(key) {
      const entry = byChat.get(key)
      const last = entry?.last
      if (entry) entry.last = undefined
      return last
    },
    takeAll(key) {
      const entry = byChat.get(key)
      const all = entry?.cards ?? []
      if (entry) entry.cards = []
      return all
    },
    takeAbout(client) {
      const found: { chat: string; service: string; activity: string }[] = []
      for (const entry of byChat.values()) {
        const { chat, service } = entry
        const shows = (card: SentCard): boolean => card.clients.includes(client)
        found.push(...entry.cards.filter(shows).map(({ activity }) => ({ chat, service, activity })))
        entry.cards = entry.cards.filter((card) => !shows(card))
      }
      return found
    },
    lastService: () => latest,
  }
}
