/** `npx wegwijzer <command>` */
import { readdirSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command, CommandContext } from './commands/command.ts'
import { loadConfig, loadEnvFile } from './config.ts'
import type { Content } from './content/content.ts'
import { oneLine } from './content/printable.ts'
import { tellProblem } from './problems.ts'

const FOLDER = join(import.meta.dirname, 'commands')

/** @returns the exit code: 0 done, 1 failed, 2 not understood */
export async function run([name = 'help', ...args]: string[]): Promise<number> {
  module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unwritten)
  try {
    const commands = await loadCommands()
    if (['help', '--help', '-h'].includes(name)) {
      console.log(help(commands))
      return 0
    }
    const command = commands.find((one) => one.name === name)
    if (command) {
      const code = await command.run(args, context())
      return cutOff ? 1 : code
    }
    console.error(`There is no command “${oneLine(name)}”.\n\n${help(commands)}`)
    return 2
  } catch (error) {
    tellProblem(error)
    return 1
  }
}

/** Something that was printed could not be written: somebody's story may be cut off. */
let cutOff = false

/** Whoever reads our lines may have read enough (`| head`): the work goes on without them. */
function unwritten(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || cutOff) return
  cutOff = true
  // printing ends after the work when it is the last line that fails
  process.exitCode = 1
  console.error(`not everything could be printed: ${error.code === 'ENOSPC' ? 'the disk is full' : error.code}`)
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
    content,
    async presentation() {
      const { createPresentation } = await import('./render/presentation.ts')
      return createPresentation(await content())
    },
  }
}

async function content(): Promise<Content> {
  const [{ ROOT }, { loadContent }, { BROUGHT }] = await Promise.all([
    import('./app.ts'),
    import('./content/load.ts'),
    import('./features/index.ts'),
  ])
  return loadContent(ROOT, BROUGHT)
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
