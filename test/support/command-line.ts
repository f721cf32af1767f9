/** Commands of the command line: run here, or as the program itself where that matters. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { command as audit } from '../../src/commands/audit.ts'
import { command as backup } from '../../src/commands/backup.ts'
import { command as clients } from '../../src/commands/clients.ts'
import type { Command } from '../../src/commands/command.ts'
import { command as erase } from '../../src/commands/erase.ts'
import { command as exporting } from '../../src/commands/export.ts'
import { command as keys } from '../../src/commands/keys.ts'
import { command as restore } from '../../src/commands/restore.ts'
import { command as sweep } from '../../src/commands/sweep.ts'
import { command as teams } from '../../src/commands/teams.ts'
import { command as verify } from '../../src/commands/verify.ts'
import { loadContent } from '../../src/content/load.ts'
import { BROUGHT } from '../../src/features/index.ts'
import { createPresentation } from '../../src/render/presentation.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const COMMANDS: readonly Command[] = [audit, backup, clients, erase, exporting, keys, restore, sweep, teams, verify]

export interface Outcome {
  code: number
  out: string
  err: string
}

/** Runs a command over the data in `base` (`recordsIn(base)`) in this process. */
export async function call(base: string, name: string, ...args: string[]): Promise<Outcome> {
  const said = { out: '', err: '' }
  const command = COMMANDS.find((one) => one.name === name)
  if (!command) throw new Error(`no command ${name}`)
  const code = await command.run(args, {
    dataDir: join(base, 'data'),
    keyFile: join(base, 'key', 'master.key'),
    retentionMonths: 12,
    out: (line) => (said.out += `${line}\n`),
    err: (line) => (said.err += `${line}\n`),
    content: async () => loadContent(ROOT, BROUGHT),
    presentation: async () => createPresentation(loadContent(ROOT, BROUGHT)),
  })
  return { code, ...said }
}

/** The program itself. */
export const PROGRAM = join(ROOT, 'src', 'wegwijzer.mjs')

/** The folder and settings that an operator of the data in `base` calls it with. */
export const settingsIn = (base: string, more: NodeJS.ProcessEnv = {}) => ({
  cwd: base,
  env: { ...process.env, DATA_DIR: join(base, 'data'), KEY_FILE: join(base, 'key', 'master.key'), ...more },
})

/** Runs it to its end. */
export const program = (base: string, args: string[], more?: NodeJS.ProcessEnv): Promise<Outcome> =>
  new Promise((done) =>
    execFile(process.execPath, [PROGRAM, ...args], settingsIn(base, more), (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    ),
  )
