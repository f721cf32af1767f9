/**
 * `npm run diagrams`: draws the statechart of each conversation into docs/statecharts/, and the rooms of src/ into docs/. With `--check` it
 * writes nothing and lists the files that are out of date; exit 1 if there are any.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadContent } from '../src/content/load.ts'
import { BROUGHT } from '../src/features/index.ts'
import { drawRooms, readModules, roomsOf, tableOfRooms } from './rooms.ts'
import { drawStatechart } from './statechart.ts'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const STATECHARTS = 'docs/statecharts'
const { conversations, sentences } = loadContent('.', BROUGHT)
const rooms = roomsOf(await readModules())
const drawings = new Map([
  ...[...conversations].map(
    ([id, conversation]) =>
      [join(STATECHARTS, `${id}.svg`), drawStatechart(conversation, sentences.en[`conversations/${id}`]!)] as [string, string],
  ),
  ['docs/rooms.svg', drawRooms(rooms)],
  ['docs/rooms.md', tableOfRooms(rooms)],
])
const present = existsSync(STATECHARTS) ? readdirSync(STATECHARTS).map((name) => join(STATECHARTS, name)) : []
const old = present.filter((file) => !drawings.has(file))
const changed = [...drawings].filter(([file, drawing]) => !existsSync(file) || readFileSync(file, 'utf8') !== drawing)

if (values.check) {
  for (const file of [...old, ...changed.map(([file]) => file)]) console.log(`${file} is out of date: npm run diagrams`)
  process.exitCode = old.length + changed.length ? 1 : 0
} else {
  mkdirSync(STATECHARTS, { recursive: true })
  for (const file of old) rmSync(file)
  for (const [file, drawing] of changed) writeFileSync(file, drawing)
  console.log(`${drawings.size} files in docs/, ${changed.length} of them redrawn`)
}
