/** `npx wegwijzer <command>` */
import { readdirSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'
import type { Command } from './commands/command.ts'
import { tellProblem } from './problems.ts'

const FOLDER = join(import.meta.dirname, 'commands')

/** @returns the exit code: 0 done, 1 failed, 2 not understood */
export async function run([name = 'help', ...args]: string[]): Promise<number> {
  module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))
  const commands = await loadCommands()
  if (['help', '--help', '-h'].includes(name)) {
    console.log(help(commands))
    return 0
  }
  const command = commands.find((one) => one.name === name)
  if (!command) {
    console.error(`There is no command “${name}”.\n\n${help(commands)}`)
    return 2
  }
  try {
    return await command.run(args)
  } catch (error) {
    tellProblem(error)
    return 1
  }
}

/** A command's file is small and fetches what it needs when it runs, so that the help is there at once. */
async function loadCommands(): Promise<Command[]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && file !== 'command.ts')
  const modules = await Promise.all(files.map((file) => import(join(FOLDER, file)) as Promise<{ command?: Command }>))
  return modules.flatMap(({ command }) => (command ? [command] : [])).toSorted((a, b) => a.name.localeCompare(b.name))
}

function help(commands: Command[]): string {
  return [
    'npx wegwijzer <command>',
    '',
    '  help  this list',
    ...commands.map(({ usage }) => `  ${usage}`),
    '',
    'The server itself: npm start',
  ].join('\n')
}
