#!/usr/bin/env node
/**
 * Starts the command line, or with `start` the server (`npm start`), on a Node that runs TypeScript: this one if it is new enough, otherwise
 * the one in node_modules.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const cli = new URL('./cli.ts', import.meta.url)

if (major > 22 || (major === 22 && minor >= 18)) {
  if (process.argv[2] === 'start') await import(new URL('./main.ts', import.meta.url).href)
  else {
    const { run } = await import(cli.href)
    process.exitCode = await run(process.argv.slice(2))
  }
} else {
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const node = fileURLToPath(
    new URL(`../node_modules/node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}/bin/${file}`, import.meta.url),
  )
  if (existsSync(node)) {
    const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
    // the terminal sends these to the child as well; it decides
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK']) process.on(signal, () => child.kill(signal))
    child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
  } else {
    console.error(`Wegwijzer needs Node 22.18 or newer; this is ${process.version}. Run "npm ci" first: it brings the right one along.`)
    process.exitCode = 1
  }
}
