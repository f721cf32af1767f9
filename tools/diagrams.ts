/**
 * `npm run diagrams`: draws the statechart of each conversation into docs/statecharts/. With `--check` it writes nothing and says which
 * drawing is not that of today's content; exit 1 then.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadContent } from '../src/content/load.ts'
import { drawStatechart } from './statechart.ts'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const FOLDER = 'docs/statecharts'
const { conversations, sentences } = loadContent('.')
const drawings = new Map(
  [...conversations].map(([id, conversation]) => [`${id}.svg`, drawStatechart(conversation, sentences.en[`conversations/${id}`]!)]),
)
const present = existsSync(FOLDER) ? readdirSync(FOLDER) : []
const old = present.filter((name) => !drawings.has(name))
const changed = [...drawings].filter(([name, svg]) => !present.includes(name) || readFileSync(join(FOLDER, name), 'utf8') !== svg)

if (values.check) {
  for (const name of [...old, ...changed.map(([name]) => name)]) console.log(`${FOLDER}/${name} is not up to date: npm run diagrams`)
  process.exitCode = old.length + changed.length ? 1 : 0
} else {
  mkdirSync(FOLDER, { recursive: true })
  for (const name of old) rmSync(join(FOLDER, name))
  for (const [name, svg] of changed) writeFileSync(join(FOLDER, name), svg)
  console.log(`${drawings.size} statecharts in ${FOLDER}, ${changed.length} drawn anew`)
}
