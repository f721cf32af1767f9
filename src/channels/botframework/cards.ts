/**
 * Which cards were sent where, so that they can be closed after use and removed when a client is erased. Ids only, in memory only: each turn
 * reports them to the assistant, which keeps a client's cards in that client's own file.
 */
import type { SentCard } from '../../turn/turn.ts'

export interface CardMemory {
  /** @param conversation of the channel, as `key` in `bot.ts` @param service where the channel takes calls about it */
  remember(conversation: string, card: SentCard, service: string): void
  /** The cards recently sent to this conversation that show a client. */
  recent(conversation: string): SentCard[]
  /** The last card sent to this conversation; returned only once. */
  takeLast(conversation: string): string | undefined
  /** Returns the cards that show this client, and forgets them. */
  takeAbout(client: string): { conversation: string; service: string; activity: string }[]
  /** Where the channel last took calls. */
  lastService(): string | undefined
}

const MOST_CONVERSATIONS = 5_000
const MOST_CARDS = 100

export function createCardMemory(): CardMemory {
  // a Map keeps the order of insertion: the first entry is the least recently used
  const byConversation = new Map<string, { service: string; last?: string; cards: SentCard[] }>()
  let latest: string | undefined
  return {
    remember(conversation, card, service) {
      latest = service
      const entry = byConversation.get(conversation) ?? { service, cards: [] }
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
      const found: { conversation: string; service: string; activity: string }[] = []
      for (const [key, entry] of byConversation) {
        const conversation = key.slice(key.indexOf('|') + 1)
        const shows = (card: SentCard): boolean => card.clients.includes(client)
        found.push(...entry.cards.filter(shows).map(({ activity }) => ({ conversation, service: entry.service, activity })))
        entry.cards = entry.cards.filter((card) => !shows(card))
      }
      return found
    },
    lastService: () => latest,
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
