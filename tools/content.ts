/** `npm run check:content`: says what is wrong in dialogs/ and locales/, by file and key. Exit 1 if anything is. */
import { parseArgs } from 'node:util'
import { checkContent, describe } from '../src/content/check.ts'
import { BROUGHT } from '../src/features/index.ts'

const { positionals } = parseArgs({ allowPositionals: true })
const problems = checkContent(positionals[0] ?? '.', BROUGHT)
for (const problem of problems) console.log(describe(problem))
console.log(problems.length ? `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}` : 'dialogs/ and locales/ are in order')
process.exitCode = problems.length ? 1 : 0
