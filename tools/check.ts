/**
 * `npm run check`: every `check:` script of package.json, one after another, continuing after a failure.
 * The last line is `N passed, N failed`; a check that says “not run: …” counts as neither.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
let passed = 0
let failed = 0
const lines: string[] = []
for (const name of Object.keys(scripts).filter((s) => s.startsWith('check:'))) {
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', name], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const notRun = status === 0 ? stdout.match(/^not run: .*$/m)?.[0] : undefined
  if (status !== 0) {
    failed++
    console.log(`${stdout}${stderr}`)
  } else if (!notRun) passed++
  lines.push(`${name}  ${status !== 0 ? 'FAILED' : (notRun ?? 'passed')}  (${seconds} s)`)
}
console.log(lines.join('\n'))
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
