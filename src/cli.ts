/** `npx wegwijzer <command>` */
import { readdirSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command, CommandContext } from './commands/command.ts'
import { loadConfig, loadEnvFile } from './config.ts'
import { tellProblem } from './problems.ts'

const FOLDER = join(import.meta.dirname, 'commands')

/** @returns the exit code: 0 done, 1 failed, 2 not understood */
export async function run([name = 'help', ...args]: string[]): Promise<number> {
  module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))
  try {
    const commands = await loadCommands()
    if (['help', '--help', '-h'].includes(name)) {
      console.log(help(commands))
      return 0
    }
    const command = commands.find((one) => one.name === name)
    if (command) return await command.run(args, context())
    console.error(`There is no command “${name}”.\n\n${help(commands)}`)
    return 2
  } catch (error) {
    tellProblem(error)
    return 1
  }
}

/** What the commands are given: the settings of the server, and where to write. */
function context(): CommandContext {
  for (const line of loadEnvFile()) console.error(line)
  const { dataDir, keyFile, masterKeys, retentionMonths } = loadConfig()
  return {
    dataDir,
    keyFile,
    masterKeys,
    retentionMonths,
    out: (line) => console.log(line),
    err: (line) => console.error(line),
    async presentation() {
      const [{ ROOT }, { loadContent }, { BROUGHT }, { createPresentation }] = await Promise.all([
        import('./app.ts'),
        import('./content/load.ts'),
        import('./features/index.ts'),
        import('./render/presentation.ts'),
      ])
      return createPresentation(loadContent(ROOT, BROUGHT))
    },
  }
}

/** A command's file is small and imports what it needs only when it runs, so that help appears at once. */
async function loadCommands(): Promise<Command[]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && file !== 'command.ts')
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(FOLDER, file)).href) as Promise<{ command?: Command }>))
  return modules.flatMap(({ command }) => (command ? [command] : [])).toSorted((a, b) => a.name.localeCompare(b.name))
}

function help(commands: Command[]): string {
  const lines = commands.map(({ usage }) => usage)
  return ['npx wegwijzer <command>', '', '  help                        this list', ...lines, '', 'The server itself: npm start'].join('\n')
}
