/** What a feature brings to the content: a folder of `dialogs/` of its own, and the sentences that it says. */
import type { z } from 'zod'
import type { Keys } from './keys.ts'

/** `dialogs/<name>/<id>.yaml`, with its sentences in `locales/<language>/<name>/<id>.json`. */
export interface Folder<T extends { id: string } = { id: string }> {
  name: string
  schema: z.ZodType<T>
  /** The sentences that one such file needs. */
  keys(data: T): Keys
}

export interface Brought {
  // biome-ignore lint/suspicious/noExplicitAny: only its own schema knows what is in it
  folders: readonly Folder<any>[]
  /** Keys of `ui.json` that must be there. */
  ui: readonly string[]
}

/** Groups of `ui.json` in which every sentence is some feature's: what is left over there is said by nobody. */
export const OWNED = ['notices', 'audit.did', 'help.commands', 'confirm'] as const

export const NOTHING_BROUGHT: Brought = { folders: [], ui: [] }
