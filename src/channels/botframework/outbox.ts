/**
 * Sends replies to the channel's connector, independently of the turns, so that a slow or failing connector holds up nobody. The answers they
 * reply to are recorded already: a lost message loses no answer. Keeps the order within a chat.
 */
import type { Logger } from 'pino'
import { createQueue } from './queue.ts'

/** One call to the connector. `sent` receives the id that the channel assigned. */
export interface Delivery {
  what: 'send' | 'update' | 'delete'
  call(signal: AbortSignal): Promise<string | undefined>
  sent?(id: string): void
}

export interface Outbox {
  /** Returns at once. @param key of the chat, see `chatKey` */
  deliver(key: string, deliveries: Delivery[]): void
  /** Waits until everything is sent, at most `limit` milliseconds. */
  drain(limit: number): Promise<void>
}

/** The most calls that may wait in one chat while its connector does not answer; further ones are dropped and logged. */
const MOST_WAITING = 200

/** @param limit milliseconds for one delivery, retries included */
export function createOutbox({ logger, limit = 20_000 }: { logger: Logger; limit?: number }): Outbox {
  const queue = createQueue()

  async function attempt({ what, call, sent }: Delivery): Promise<void> {
    const abort = new AbortController()
    let timer: NodeJS.Timeout | undefined
    try {
      // the race is needed too: fetching a token for the connector ignores the signal
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
    deliver(key, deliveries) {
      for (const delivery of deliveries) {
        if (queue.waiting(key) >= MOST_WAITING) {
          logger.warn({ what: delivery.what }, 'a message was dropped: too many wait for this conversation')
          continue
        }
        void queue.run(key, () => attempt(delivery))
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
