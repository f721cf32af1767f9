/**
 * Which cards were sent where, so that they can be closed after use and removed when a client is erased. Ids only, in memory only: each turn
 * reports them to the assistant, which keeps a client's cards in that client's own file.
 */
import type { SentCard } from '../../turn/turn.ts'

export interface CardMemory {
  /** @param conversation of the channel, as `key` in `bot.ts` */
  remember(conversation: string, card: SentCard): void
  /** The cards recently sent to this conversation that show a client. */
  recent(conversation: string): SentCard[]
  /** The last card sent to this conversation; returned only once. */
  takeLast(conversation: string): string | undefined
  /** Returns the cards that show this client, and forgets them. */
  takeAbout(client: string): { conversation: string; activity: string }[]
}

const MOST_CONVERSATIONS = 5_000
const MOST_CARDS = 100

export function createCardMemory(): CardMemory {
  // a Map keeps the order of insertion: the first entry is the least recently used
  const byConversation = new Map<string, { last?: string; cards: SentCard[] }>()
  return {
    remember(conversation, card) {
      const entry = byConversation.get(conversation) ?? { cards: [] }
      byConversation.delete(conversation)
      byConversation.set(conversation, entry)
      entry.last = card.activity
      if (card.clients.length > 0) entry.cards = [...entry.cards.filter((old) => old.activity !== card.activity), card].slice(-MOST_CARDS)
      const [oldest] = byConversation.keys()
      if (byConversation.size > MOST_CONVERSATIONS && oldest) byConversation.delete(oldest)
    },
    recent: (conversation) => byConversation.get(conversation)?.cards ?? [],
    takeLast(conversation) {
      const entry = byConversation.get(conversation)
      const last = entry?.last
      if (entry) entry.last = undefined
      return last
    },
    takeAbout(client) {
      const found: { conversation: string; activity: string }[] = []
      for (const [conversation, entry] of byConversation) {
        const shows = (card: SentCard): boolean => card.clients.includes(client)
        found.push(...entry.cards.filter(shows).map(({ activity }) => ({ conversation, activity })))
        entry.cards = entry.cards.filter((card) => !shows(card))
      }
      return found
    },
  }
}

/** The ids of the clients whose alias or words a reply shows: every `{id, alias}` in it, and the client that a confirmation acts on. */
export function clientsShown(reply: unknown): string[] {
  const found = new Set<string>()
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    const { id, alias, client } = value as { id?: unknown; alias?: unknown; client?: unknown }
    if (typeof id === 'string' && typeof alias === 'string') found.add(id)
    if (typeof client === 'string') found.add(client)
    for (const part of Object.values(value)) walk(part)
  }
  walk(reply)
  return [...found]
}
