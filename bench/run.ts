/**
 * `npm run bench [-- row ...]`: what Wegwijzer costs, as ratios to something well known measured in the same run.
 * Rows: engine dialogs durable http startup growth memory. Exit code 1 where an aim is not met. Results mean something only on an otherwise idle machine.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Line, Row } from './lib/measure.ts'

const ROWS = ['engine', 'dialogs', 'durable', 'http', 'startup', 'growth', 'memory']

const { positionals } = parseArgs({ allowPositionals: true })
for (const name of positionals) if (!ROWS.includes(name)) throw new Error(`no row ${name}; there are ${ROWS.join(' ')}`)
const chosen = positionals.length ? positionals : ROWS

// so that the exit handlers clean up, as at any other end
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const here = fileURLToPath(new URL('.', import.meta.url))
if (!existsSync(`${here}node_modules/botbuilder`)) {
  console.log('installing what is measured against …')
  // without its install script, which builds what is in the package already
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

console.log(`load before: ${loadavg()[0]!.toFixed(2)}${loadavg()[0]! > 0.5 ? ' (the machine is not quiet: expect noise)' : ''}\n`)
const lines: Line[] = []
let broken = 0
for (const name of chosen) {
  const { row } = (await import(`./rows/${name}.ts`)) as { row: Row }
  try {
    for await (const line of row.measure()) {
      lines.push(line)
      console.log(told(line))
    }
  } catch (error) {
    broken++
    console.error(`${name} could not be measured:`, error)
  }
}
const aims = lines.filter((line) => line.aim)
const met = aims.filter((line) => line.met)
console.log(`\n${met.length} of ${aims.length} aims met${broken ? `, ${broken} rows could not be measured` : ''}`)
console.log('(ratios are of medians; in brackets the middle half of the single rounds)')
process.exitCode = met.length < aims.length || broken ? 1 : 0

function told({ what, ours, against, ratio, aim, met }: Line): string {
  const verdict = aim ? `aim: ${aim}: ${met ? 'met' : 'NOT MET'}` : ''
  return [what, `   ${[ours, against && `against ${against}`, ratio, verdict].filter(Boolean).join(' · ')}`].join('\n')
}
