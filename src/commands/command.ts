/** What every command of the command line is, and what it is given. */
import type { Language } from '../content/content.ts'

export interface CommandContext {
  dataDir: string
  keyFile?: string
  /** From the environment; takes precedence over `keyFile`. */
  masterKeys?: string
  retentionMonths: number
  /** Writes a line of the result to standard output. */
  out: (line: string) => void
  /** Writes a line about the work to standard error. */
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
  /** @returns the exit code: 0 done, 1 failed, 2 called wrongly */
  run: (args: string[], context: CommandContext) => Promise<number>
}

/** The command was called wrongly. */
export class UsageError extends Error {
  override name = 'UsageError'
}
