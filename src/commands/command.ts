/** What every command of the command line is, and what it is given. */
import type { Language } from '../content/content.ts'

export interface CommandContext {
  dataDir: string
  keyFile?: string
  /** From the environment; goes before `keyFile`. */
  masterKeys?: string
  retentionMonths: number
  /** A line of what was asked for, to standard output. */
  out: (line: string) => void
  /** A line about the work, to standard error. */
  err: (line: string) => void
  /** Looks up a sentence of `locales/`; loaded by the few commands that need one. */
  sentences: () => Promise<Record<Language, Texts>>
}

export interface Texts {
  say: (ns: string, key: string, values?: Record<string, string | number>) => string
  has: (ns: string, key: string) => boolean
}

export interface Command {
  name: string
  /** One line for each way to call it, with what it does. */
  usage: string
  /** @returns the exit code: 0 done, 1 could not, 2 called in a way it does not know */
  run: (args: string[], context: CommandContext) => Promise<number>
}

/** The command was called in a way it does not know. */
export class UsageError extends Error {
  override name = 'UsageError'
}
