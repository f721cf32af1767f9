/**
 * `npm run check:words` and `npm run check:coverage`: is every sentence our own, and does `dialogs/` carry the whole methodology?
 * The source documents and the two tools that read them are not part of this repository; without them beside it nothing is checked, and
 * the output says so.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Inventory sections that must be covered fully; add a section here once its content is written. */
const SECTIONS = 'P,C,E,W,I,N,EM'

const [what] = process.argv.slice(2)
const tool = { words: 'own-words.mjs', coverage: 'coverage.mjs' }[what ?? '']
if (!tool) throw new Error('usage: node tools/methodology.ts words|coverage')

const path = `../shared/tools/${tool}`
if (!existsSync(path)) {
  console.log(`not run: ${path} is not beside this checkout`)
} else {
  const args = what === 'coverage' ? ['--missing', '--only', SECTIONS] : []
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' })
  console.log(`${stdout}${stderr}`.trim())
  // the coverage tool reports how much is covered; how much is enough is up to us
  const complete = what !== 'coverage' || /^covered (\d+) of \1 /m.test(stdout)
  process.exitCode = status === 0 && complete ? 0 : 1
}
