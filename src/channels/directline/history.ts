/** The history of the browser chats, in memory only and bounded; after a restart a chat continues with an empty history. */
import { randomUUID } from 'node:crypto'
import { FORGET } from '../names.ts'

export type ChatActivity = Record<string, unknown> & { id: string; type: string }

export interface Chat {
  id: string
  append(activity: ChatActivity): void
  replace(activity: ChatActivity): boolean
  remove(id: string): boolean
  has(id: string): boolean
  /** The activities after a watermark. A watermark from before a restart counts as none. */
  since(watermark: string): { activities: ChatActivity[]; watermark: string }
  /** Resolves once there is something after this watermark, after `limit` milliseconds, or on `wake`. */
  news(watermark: string, limit: number): Promise<void>
  /** Hands an activity to the bot. The bot's messages are held back until that is done, so that no answer appears above its question. */
  handOver<T>(work: () => Promise<T>): Promise<T>
  /** Resolves once no hand-over is running. */
  quiet(): Promise<void>
}

export interface History {
  /** The chat and whether it is new to this server. */
  take(id: string): { chat: Chat; fresh: boolean }
  find(id: string): Chat | undefined
  /** Drops every message of every chat. @param event what each is left with: it tells an open page to forget too */
  forget(event: () => ChatActivity): void
  /** Ends every wait for news. */
  wake(): void
}

const MOST_CHATS = 100
const MOST_ACTIVITIES = 300
/** In UTF-16 units of JSON, for each chat. */
const MOST_CHARACTERS = 4_000_000

export function createHistory(): History {
  /** Marks the watermarks of this run of the server, so that those of an earlier run do not count. */
  const life = randomUUID().slice(0, 8)
  const chats = new Map<string, Chat & { clear(): void; wake(): void }>()
  return {
    take(id) {
      const known = chats.get(id)
      const chat = known ?? createChat(id, life)
      chats.delete(id)
      chats.set(id, chat)
      const [oldest] = chats.keys()
      if (chats.size > MOST_CHATS && oldest) chats.delete(oldest)
      return { chat, fresh: !known }
    },
    find: (id) => chats.get(id),
    forget(event) {
      for (const chat of chats.values()) {
        chat.clear()
        // again once what was just asked is answered: the question itself is to be forgotten too
        void chat.quiet().then(() => {
          chat.clear()
          chat.append(event())
        })
      }
    },
    wake() {
      for (const chat of chats.values()) chat.wake()
    },
  }
}

function createChat(id: string, life: string): Chat & { clear(): void; wake(): void } {
  let entries: { at: number; size: number; activity: ChatActivity }[] = []
  let last = 0
  const waiting = new Set<() => void>()
  const handOvers = new Set<Promise<unknown>>()
  const wake = (): void => {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }
  const after = (watermark: string): number => {
    const [of, at] = watermark.split('-')
    return of === life && at !== undefined && /^\d{1,15}$/.test(at) ? Number(at) : 0
  }
  const since = (watermark: string) => {
    const from = after(watermark)
    // a page that has just opened has nothing to forget yet
    const news = entries.filter((entry) => entry.at > from && (from > 0 || entry.activity.name !== FORGET))
    return { activities: news.map((entry) => entry.activity), watermark: `${life}-${last}` }
  }
  return {
    id,
    append(activity) {
      entries.push({ at: ++last, size: JSON.stringify(activity).length, activity })
      let characters = entries.reduce((sum, entry) => sum + entry.size, 0)
      while (entries.length > MOST_ACTIVITIES || (characters > MOST_CHARACTERS && entries.length > 1))
        characters -= entries.shift()?.size ?? 0
      wake()
    },
    replace(activity) {
      const entry = entries.find((one) => one.activity.id === activity.id)
      if (entry) entry.activity = activity
      return entry !== undefined
    },
    remove(activity) {
      const before = entries.length
      entries = entries.filter((entry) => entry.activity.id !== activity)
      return entries.length < before
    },
    has: (activity) => entries.some((entry) => entry.activity.id === activity),
    since,
    async news(watermark, limit) {
      if (since(watermark).activities.length > 0) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, limit)
        function done(): void {
          clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        waiting.add(done)
      })
    },
    async handOver(work) {
      const running = work()
      const settled = running.catch(() => undefined)
      handOvers.add(settled)
      try {
        return await running
      } finally {
        handOvers.delete(settled)
      }
    },
    async quiet() {
      while (handOvers.size > 0) await Promise.all(handOvers)
    },
    clear() {
      entries = []
    },
    wake,
  }
}
