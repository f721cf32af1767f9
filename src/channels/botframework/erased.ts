/** Takes away the cards of a client who was erased, whoever did it: in the chat, on the command line, or the retention period. */
import { dropOldest } from '../../content/bounded.ts'
import type { Erased } from '../../turn/assistant.ts'
import { TEAMS } from '../names.ts'
import type { CardMemory } from './cards.ts'
import type { Connector } from './connector.ts'
import type { Outbox } from './outbox.ts'
import { chatKey } from './turn.ts'

/** Erased clients of whom a message may still be on its way. */
const REMEMBERED = 1_000

export interface Eraser {
  /** Removes what can be removed: the cards sent since the start, and those that the client's file knew of. */
  erase(erased: Erased): void
  /** Whether a message would show somebody who is erased: it is not sent any more. */
  showsErased(clients: readonly string[]): boolean
}

export function createEraser({
  cards,
  outbox,
  connectorAt,
}: {
  cards: CardMemory
  outbox: Outbox
  /** Nothing where we may not call that address. */
  connectorAt: (service: string) => Connector | undefined
}): Eraser {
  const gone = new Set<string>()
  return {
    erase({ client, shown }) {
      gone.add(client)
      dropOldest(gone, REMEMBERED)
      const kept = shown.flatMap(({ chat, service, activities }) => activities.map((activity) => ({ chat, service, activity })))
      const all = [...kept, ...cards.takeAbout(client)]
      const each = new Map(all.map((card) => [`${card.chat}|${card.activity}`, card]))
      for (const { chat, activity, service = cards.lastService() } of each.values()) {
        const connector = service && connectorAt(service)
        if (!connector) continue
        const call = (signal: AbortSignal) => connector.delete(chat, activity, signal)
        outbox.deliver(chatKey(TEAMS, chat), [{ what: 'delete', call }])
      }
    },
    showsErased: (clients) => clients.some((client) => gone.has(client)),
  }
}
