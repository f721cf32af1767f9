/**
 * Sends what was said to the channel's connector, apart from the turns: a slow or failing connector holds up nobody. What is sent here was
 * recorded before, so that losing a message loses no answer. Order is kept within a conversation.
 */
import type { Logger } from 'pino'
import { createQueue } from './queue.ts'

/** One call to the connector. `sent` gets the id the channel gave. */
export interface Delivery {
  what: 'send' | 'update' | 'delete'
  call(signal: AbortSignal): Promise<string | undefined>
  sent?(id: string): void
}

export interface Outbox {
  /** Returns at once. */
  deliver(conversation: string, deliveries: Delivery[]): void
  /** Waits until everything is sent, at most `limit` milliseconds. */
  drain(limit: number): Promise<void>
}

/** A conversation whose connector does not answer may keep this many calls waiting; more are dropped, and the log says so. */
const MOST_WAITING = 200

/** @param limit milliseconds for one delivery, the connector's tries included */
export function createOutbox({ logger, limit = 20_000 }: { logger: Logger; limit?: number }): Outbox {
  const queue = createQueue()

  async function attempt({ what, call, sent }: Delivery): Promise<void> {
    const abort = new AbortController()
    let timer: NodeJS.Timeout | undefined
    try {
      // the race too: fetching a token for the connector does not heed the signal
      const tooLate = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          abort.abort()
          reject(new DeliveryTimeout())
        }, limit)
      })
      const id = await Promise.race([call(abort.signal), tooLate])
      if (id) sent?.(id)
    } catch (error) {
      logger.warn({ err: error, what }, 'a message could not be delivered; what was recorded stands')
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    deliver(conversation, deliveries) {
      for (const delivery of deliveries) {
        if (queue.waiting(conversation) >= MOST_WAITING) {
          logger.warn({ what: delivery.what }, 'a message was dropped: too many wait for this conversation')
          continue
        }
        void queue.run(conversation, () => attempt(delivery))
      }
    },
    async drain(ms) {
      let timer: NodeJS.Timeout | undefined
      const limitReached = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms)
      })
      await Promise.race([queue.idle(), limitReached])
      clearTimeout(timer)
    },
  }
}

class DeliveryTimeout extends Error {
  override name = 'DeliveryTimeout'
}
