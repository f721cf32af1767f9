/** `npm run check:content`: says what is wrong in dialogs/ and locales/, by file and key, and what the four options measure. Exit 1 if anything is wrong. */
import { parseArgs } from 'node:util'
import { checkContent, describe, measured } from '../src/content/check.ts'
import { LANGUAGES } from '../src/content/languages.ts'
import { BROUGHT } from '../src/features/index.ts'

const { positionals } = parseArgs({ allowPositionals: true })
const root = positionals[0] ?? '.'
const problems = checkContent(root, BROUGHT)
for (const problem of problems) console.log(describe(problem))
for (const [conversation, four] of measured(root, BROUGHT)) {
  console.log(`${conversation}: the four residence options in equal measure`)
  for (const { option, prompts, tips, attention, facts, words } of four) {
    const places = Object.entries(facts).map(([country, count]) => `${count} in ${country}`)
    const counts = [`${prompts} questions`, `${tips} tips`, `${attention} points`, `facts ${places.join(' ')}`]
    console.log(
      `  ${option.padEnd(13)}${[...counts, `words ${LANGUAGES.map((language) => `${language} ${words[language]}`).join(' ')}`].join(' · ')}`,
    )
  }
}
console.log(problems.length ? `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}` : 'dialogs/ and locales/ are in order')
process.exitCode = problems.length ? 1 : 0
