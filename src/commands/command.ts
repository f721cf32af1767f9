/** A command of the command line: each file of this folder exports one as `command`. */
export interface Command {
  name: string
  /** One line for the help: what it is called with, then what it does, `export <client-id> [--json]  everything kept about one client`. */
  usage: string
  /**
   * @param args what stood after the name
   * @returns the exit code
   * @throws what `src/problems.ts` tells the person at the console
   */
  run(args: string[]): Promise<number>
}
