/**
 * Which cards were sent where, so that they can be closed after use and removed when a client is erased. Ids only, in memory only: after a
 * restart older cards can no longer be found, which the counsellor is told when erasing.
 */
export interface SentCard {
  conversation: string
  serviceUrl: string
  activity: string
}

export interface CardMemory {
  remember(card: SentCard, clients: readonly string[]): void
  /** The card sent last to this conversation, once. */
  takeLast(conversation: string): string | undefined
  /** The cards that show this client; they are forgotten with this. */
  takeAbout(client: string): SentCard[]
}

const MOST_CONVERSATIONS = 5_000
const MOST_CARDS = 100

export function createCardMemory(): CardMemory {
  // a Map keeps the order of insertion: the first is the one longest untouched
  const byConversation = new Map<string, { last?: string; cards: { card: SentCard; clients: readonly string[] }[] }>()
  return {
    remember(card, clients) {
      const entry = byConversation.get(card.conversation) ?? { cards: [] }
      byConversation.delete(card.conversation)
      byConversation.set(card.conversation, entry)
      entry.last = card.activity
      if (clients.length > 0)
        entry.cards = [...entry.cards.filter((old) => old.card.activity !== card.activity), { card, clients }].slice(-MOST_CARDS)
      const [oldest] = byConversation.keys()
      if (byConversation.size > MOST_CONVERSATIONS && oldest) byConversation.delete(oldest)
    },
    takeLast(conversation) {
      const entry = byConversation.get(conversation)
      const last = entry?.last
      if (entry) entry.last = undefined
      return last
    },
    takeAbout(client) {
      const found: SentCard[] = []
      for (const entry of byConversation.values()) {
        found.push(...entry.cards.filter((sent) => sent.clients.includes(client)).map((sent) => sent.card))
        entry.cards = entry.cards.filter((sent) => !sent.clients.includes(client))
      }
      return found
    },
  }
}

/** The ids of the clients whose alias or words a reply shows: every `{id, alias}` in it, and what a question for confirmation acts on. */
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
