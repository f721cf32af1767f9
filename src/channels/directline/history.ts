/** What was said in the browser chats, in memory only and bounded; after a restart a chat continues with an empty history. */
import { randomUUID } from 'node:crypto'
import { dropOldest, keepLatest } from '../../content/bounded.ts'

export type ChatActivity = Record<string, unknown> & { id: string; type: string }

export interface News {
  activities: ChatActivity[]
  watermark: string
  /** Somebody was erased after this watermark: all that was shown before is to be forgotten. */
  forget: boolean
}

export interface Chat {
  id: string
  /** False until the bot knows that somebody is here. */
  greeted: boolean
  append(...activities: ChatActivity[]): void
  /** Drops what was said so far. */
  drop(): void
  /** The activities after a watermark. One that this chat did not give counts as none. */
  since(watermark: string): News
  /** Resolves once there is something after this watermark, after `limit` milliseconds, or on `wake`. */
  news(watermark: string, limit: number): Promise<void>
  /** Work on this chat, one after another. @param work gets a function that says whether somebody was erased since it began */
  run<T>(work: (forgotten: () => boolean) => Promise<T>): Promise<T>
  /** Notes that the bot took an activity. */
  took(id: string): void
  hasTaken(id: string): boolean
  /** True if the bot said something that a page whose last message of the bot was `seen` has not shown. */
  isPast(seen: string): boolean
  /** What is half typed on the page, as the page wants it back. @param watermark the page's last: one from before an erasure keeps nothing */
  keepDraft(draft: unknown, watermark: string): void
  draft(): unknown
}

export interface History {
  /** The chat of this id, which is new if nobody asked for it since the start. */
  take(id: string): Chat
  find(id: string): Chat | undefined
  /** Drops everything said and half typed in every chat, and lets open pages know at once. */
  forget(): void
  /** Ends every wait for news. */
  wake(): void
}

const MOST_CHATS = 100
const MOST_ACTIVITIES = 300
/** In UTF-16 units of JSON, for each chat. */
const MOST_CHARACTERS = 4_000_000
const MOST_TAKEN = 1_000

/** @param erasures how many there were before: a page that stayed open while no server ran is told of those since */
export function createHistory(erasures: number): History {
  const chats = new Map<string, Chat & { clear(): void; wake(): void }>()
  return {
    take(id) {
      const chat = chats.get(id) ?? createChat(id, () => erasures)
      keepLatest(chats, MOST_CHATS, id, chat)
      return chat
    },
    find: (id) => chats.get(id),
    forget() {
      erasures++
      for (const chat of chats.values()) chat.clear()
    },
    wake() {
      for (const chat of chats.values()) chat.wake()
    },
  }
}

function createChat(id: string, erasures: () => number): Chat & { clear(): void; wake(): void } {
  /** Marks the watermarks of this chat: in those from before a restart only the number of erasures counts. */
  const life = randomUUID().slice(0, 8)
  let entries: { at: number; size: number; activity: ChatActivity }[] = []
  let last = 0
  let draft: unknown
  let tail: Promise<unknown> = Promise.resolve()
  const taken = new Set<string>()
  const waiting = new Set<() => void>()

  const wake = (): void => {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }
  const read = (watermark: string): { at: number; erasures: number } => {
    const [of, at = '', seen = ''] = watermark.split('-')
    const [place, known] = [at, seen].map((digits) => (/^\d{1,15}$/.test(digits) ? Number(digits) : 0)) as [number, number]
    return { at: of === life ? place : 0, erasures: known }
  }
  const chat: Chat & { clear(): void; wake(): void } = {
    id,
    greeted: false,
    append(...activities) {
      for (const activity of activities) entries.push({ at: ++last, size: JSON.stringify(activity).length, activity })
      let characters = entries.reduce((sum, entry) => sum + entry.size, 0)
      while (entries.length > MOST_ACTIVITIES || (characters > MOST_CHARACTERS && entries.length > 1))
        characters -= entries.shift()?.size ?? 0
      wake()
    },
    drop() {
      entries = []
    },
    since(watermark) {
      const from = read(watermark)
      return {
        activities: entries.filter((entry) => entry.at > from.at).map((entry) => entry.activity),
        watermark: `${life}-${last}-${erasures()}`,
        // a page that has just opened has nothing to forget yet
        forget: watermark !== '' && from.erasures !== erasures(),
      }
    },
    async news(watermark, limit) {
      const { activities, forget } = chat.since(watermark)
      if (activities.length > 0 || forget) return
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
    run(work) {
      const result = tail.then(() => {
        const before = erasures()
        return work(() => erasures() > before)
      })
      tail = result.catch(() => undefined)
      return result
    },
    took(activity) {
      taken.add(activity)
      dropOldest(taken, MOST_TAKEN)
    },
    hasTaken: (activity) => taken.has(activity),
    isPast(seen) {
      const newest = entries.findLast(({ activity }) => activity.type === 'message' && isFromBot(activity))
      return newest !== undefined && newest.activity.id !== seen
    },
    keepDraft(given, watermark) {
      if (read(watermark).erasures === erasures()) draft = given
    },
    draft: () => draft,
    clear() {
      entries = []
      draft = undefined
      chat.greeted = false
      wake()
    },
    wake,
  }
  return chat
}

const isFromBot = ({ from }: ChatActivity): boolean => (from as { role?: string } | undefined)?.role === 'bot'
