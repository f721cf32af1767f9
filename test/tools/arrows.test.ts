/** The arrows check itself: each rule must fail on an import against it, and let pass what is allowed. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const FORBIDDEN: Record<string, { file: string; code: string }> = {
  'content-arrows': { file: 'src/content/a.ts', code: `import { x } from '../engine/x.ts'` },
  'engine-arrows': { file: 'src/engine/a.ts', code: `import { x } from '../records/x.ts'` },
  'safety-arrows': { file: 'src/safety/a.ts', code: `import { x } from '../main.ts'` },
  'records-arrows': { file: 'src/records/a.ts', code: `import type { X } from '../turn/x.ts'` },
  'rules-know-the-port': { file: 'src/records/b.ts', code: `import { x } from './files/x.ts'` },
  'store-knows-no-rule': { file: 'src/records/files/a.ts', code: `import { x } from '../x.ts'` },
  'page-arrows': { file: 'src/page/a.ts', code: `import { x } from '../features/x.ts'` },
  'turn-arrows': { file: 'src/turn/a.ts', code: `import type { X } from '../features/x.ts'` },
  'features-arrows': { file: 'src/features/a.ts', code: `import { x } from '../render/x.ts'` },
  'render-arrows': { file: 'src/render/a.ts', code: `import { x } from '../assistant/x.ts'` },
  'assistant-arrows': { file: 'src/assistant/a.ts', code: `import { x } from '../channels/terminal/x.ts'` },
  'channels-arrows': { file: 'src/channels/terminal/a.ts', code: `import { x } from '../../engine/x.ts'` },
  'doing-is-not-showing': { file: 'src/features/one/actions.ts', code: `import { x } from '../../page/x.ts'` },
  'showing-does-nothing': { file: 'src/features/one/view.ts', code: `import { x } from '../../turn/x.ts'` },
  'views-call-no-actions': { file: 'src/features/one/small-view.ts', code: `import { x1 } from './actions.ts'` },
  'features-apart': { file: 'src/features/one/index.ts', code: `import type { X } from '../two/index.ts'` },
  'channels-apart': { file: 'src/channels/terminal/b.ts', code: `import { x } from '../botframework/x.ts'` },
  'page-apart': { file: 'src/channels/directline/public/a.ts', code: `import { x } from '../x.ts'` },
  'page-stays-there': { file: 'src/channels/directline/a.ts', code: `import type { X } from './public/x.ts'` },
  'sdk-in-one-folder': { file: 'src/channels/terminal/c.ts', code: `import { JwtTokenValidation as x } from 'botframework-connector'` },
  'product-apart': { file: 'src/main.ts', code: `import { x } from '../tools/x.ts'` },
  'no-dev-dependency': { file: 'src/lone.ts', code: `import { x } from 'fast-check'` },
  resolvable: { file: 'src/other.ts', code: `import { x } from './nowhere.ts'` },
  'no-cycles': { file: 'src/about.ts', code: `import type { X } from './round.ts'` },
}

const ALLOWED: Record<string, string> = {
  'src/records/fine.ts': `import type { X } from '../engine/x.ts'`,
  'src/records/open.ts': `import { readFile } from 'node:fs/promises'; import { x } from './files/x.ts'; import { x as y } from './x.ts'`,
  'src/records/files/fine.ts': `import { x } from '../store.ts'; import { readFile } from 'node:fs/promises'`,
  'src/features/two/actions.ts': `import { x } from '../../turn/x.ts'; import { x as y } from '../../records/x.ts'; import type { X } from '../../page/x.ts'`,
  'src/features/two/own-view.ts': `import type { X } from '../../turn/x.ts'; import { x } from '../../page/x.ts'`,
  'src/assistant/fine.ts': `import { x } from '../engine/x.ts'; import { x as y } from '../records/x.ts'; import { x as z } from '../features/x.ts'`,
  'src/channels/directline/public/fine.ts': `import type { Input } from 'adaptivecards'; import { x } from './x.ts'`,
  'src/channels/botframework/fine.ts': `import { JwtTokenValidation } from 'botframework-connector'; import { x } from '../../assistant/x.ts'; import { x as y } from '../shared.ts'`,
}

const folder = mkdtempSync(join(tmpdir(), 'arrows-'))
let found: { rule: { name: string }; from: string; to: string }[] = []

function put(path: string, code: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), `${code}\n`)
}

const cruise = (...options: string[]) =>
  spawnSync(resolve('node_modules/.bin/depcruise'), ['src', 'tools', ...options], { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 })

beforeAll(() => {
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) cpSync(file, join(folder, file))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  for (const room of [
    'content',
    'engine',
    'safety',
    'records',
    'records/files',
    'page',
    'turn',
    'features',
    'render',
    'assistant',
    'channels/terminal',
    'channels/botframework',
    'channels/directline',
    'channels/directline/public',
  ])
    put(`src/${room}/x.ts`, 'export const x = 1; export type X = 1')
  put('src/records/store.ts', 'export const x = 1')
  put('src/features/two/index.ts', 'export type X = 1')
  put('src/channels/shared.ts', 'export const x = 1')
  put('tools/x.ts', 'export const x = 1')
  for (const { file, code } of Object.values(FORBIDDEN)) put(file, `${code}; export const x1 = 1`)
  put('src/round.ts', `import { x1 } from './about.ts'; export const x = x1; export type X = 1`)
  put('src/records/c.ts', `import { rm } from 'node:fs/promises'; import { readFileSync } from 'fs'; export const x1 = 1`)
  for (const [file, code] of Object.entries(ALLOWED)) put(file, `${code}; export const x1 = 1`)
  found = JSON.parse(cruise('-T', 'json').stdout).summary.violations
})

afterAll(() => rmSync(folder, { recursive: true }))

test.each(Object.entries(FORBIDDEN))('fails on an import against %s', (name, { file }) => {
  expect(found).toContainEqual(expect.objectContaining({ from: file, rule: expect.objectContaining({ name }) }))
})

test.each(Object.keys(ALLOWED))('lets %s pass', (file) => {
  expect(found.filter(({ from }) => from === file)).toEqual([])
})

test('lets a rule about a file reach no disk past the port either', () => {
  const reached = found.filter(({ from }) => from === 'src/records/c.ts')
  expect(reached.map(({ rule, to }) => [rule.name, to]).toSorted()).toEqual([
    ['rules-know-the-port', 'fs'],
    ['rules-know-the-port', 'fs/promises'],
  ])
})

test('fails as a command', () => {
  expect(cruise().status).toBeGreaterThan(0)
})

test('tries every rule for a room that exists', () => {
  const names = new Set(found.map(({ rule }) => rule.name))
  expect([...names].toSorted()).toEqual(Object.keys(FORBIDDEN).toSorted())
})
