/**
 * `npm run check:words` and `npm run check:coverage`: is every sentence our own, and does `dialogs/` carry the whole methodology?
 * The source documents and the two tools that read them are not part of this repository; without them beside it nothing is checked, and
 * the output says so.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Inventory sections that must be covered fully; add a section here once its content is written. */
const SECTIONS = 'P,C,E,W,I,N,EM'
/** Of the other sections: what must be covered already; add an item here once its content is written. */
const ITEMS = ['X-ladder', 'X-first-steps']

const [what] = process.argv.slice(2)
const tool = { words: 'own-words.mjs', coverage: 'coverage.mjs' }[what ?? '']
if (!tool) throw new Error('usage: node tools/methodology.ts words|coverage')

const path = `../shared/tools/${tool}`
if (!existsSync(path)) {
  console.log(`not run: ${path} is not beside this checkout`)
} else {
  const run = (...args: string[]) => spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' })
  const { status, stdout, stderr } = run(...(what === 'coverage' ? ['--missing', '--only', SECTIONS] : []))
  console.log(`${stdout}${stderr}`.trim())
  // the coverage tool reports how much is covered; how much is enough is up to us
  const gone = what === 'coverage' ? lost(run('--missing').stdout) : []
  if (gone.length) console.log(`no longer covered: ${gone.join(' ')}`)
  const complete = what !== 'coverage' || (/^covered (\d+) of \1 /m.test(stdout) && gone.length === 0)
  process.exitCode = status === 0 && complete ? 0 : 1
}

/** Those of `ITEMS` that the report calls missing. */
function lost(report: string): string[] {
  const missing = new Set(report.split(/\s+/))
  return ITEMS.filter((id) => missing.has(id))
}
