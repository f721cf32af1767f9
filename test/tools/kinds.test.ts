/** What the compiler asks for when a kind of step is added, and nothing beside it: elsewhere the source is in order. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kinds-'))
  for (const path of ['src', 'package.json', 'tsconfig.json']) cpSync(path, join(folder, path), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function change(file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(folder, file), text.replace(from, to))
}

/** The tables that the compiler complains of: `file: name`. */
function asked(): string[] {
  const { stdout } = spawnSync(resolve('node_modules/.bin/tsc'), [], { cwd: folder, encoding: 'utf8' })
  const places = [...stdout.matchAll(/^(src\/[^(]+)\((\d+),/gm)].map(([, file = '', line]) => {
    const text = readFileSync(join(folder, file), 'utf8').split('\n')[Number(line) - 1]
    return `${file}: ${/(?:const )?(\w+)/.exec(text?.replace('export const ', '') ?? '')?.[1]}`
  })
  return [...new Set(places)].toSorted()
}

const KINDS = 'export const KINDS = {\n'
const VALUE = 'export interface AnswerValue {\n'

test('asks of a kind: its sentences, what must hold in it, what an answer to it may be, how it is shown', () => {
  change('src/content/kinds.ts', KINDS, `${KINDS}  rank: kind({ shape: { ranked: z.array(Id) } }),\n`)
  expect(asked()).toEqual(['src/content/kinds.ts: rank', 'src/engine/kinds/index.ts: KINDS', 'src/page/kinds/index.ts: KINDS'])
})

test('asks of a part of an answer: who knows the words in it, and who shows it', () => {
  change('src/engine/session.ts', VALUE, `${VALUE}  ranked?: string[]\n`)
  expect(asked()).toEqual(['src/engine/kinds/index.ts: BY_PART', 'src/page/kinds/index.ts: BY_PART'])
})
