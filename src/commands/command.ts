/** What every command of the command line is, and what it is given. */
import type { Content } from '../content/content.ts'
import type { Presentation } from '../render/presentation.ts'

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
  /** `dialogs/` and `locales/`; loaded by the few commands that need them. */
  content: () => Promise<Content>
  /** Puts things into words; loaded by the few commands that show something to a person. */
  presentation: () => Promise<Presentation>
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
