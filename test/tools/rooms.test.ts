import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { drawRooms, type Module, readModules, roomsOf, tableOfRooms } from '../../tools/rooms.ts'

/** Modules from `{ 'src/main.ts': 'src/engine/a.ts src/content/b.ts' }`. */
const modules = (imports: Record<string, string>): Module[] =>
  Object.entries(imports).map(([source, files]) => ({
    source,
    dependencies: files
      .split(' ')
      .filter(Boolean)
      .map((resolved) => ({ resolved })),
  }))

const SMALL = modules({
  'src/content/a.ts': '',
  'src/engine/a.ts': 'src/content/a.ts src/engine/b.ts node_modules/xstate/index.js',
  'src/engine/b.ts': 'src/content/a.ts src/content/a.ts',
  'src/records/a.ts': 'src/engine/a.ts src/records/files/a.ts',
  'src/records/files/a.ts': '',
  'src/main.ts': 'src/records/a.ts node:fs',
  'node_modules/xstate/index.js': '',
})

const names = (imports: Module[]): string[] => roomsOf(imports).map(({ name }) => name)
const importsOf = (imports: Module[], name: string) => Object.fromEntries(roomsOf(imports).find((room) => room.name === name)!.imports)

it('counts the files of each room and the imports between rooms, those inside a room and of packages left out', () => {
  const rooms = roomsOf(SMALL)
  expect(rooms.map(({ name, files, imports }) => [name, files, Object.fromEntries(imports)])).toEqual([
    ['program', 1, { records: 1 }],
    ['records', 1, { engine: 1, 'records/files': 1 }],
    ['records/files', 1, {}],
    ['engine', 2, { content: 2 }],
    ['content', 1, {}],
  ])
})

it('puts a room above those it imports, whatever its name and wherever its files were found', () => {
  expect(names(modules({ 'src/engine/a.ts': 'src/turn/a.ts', 'src/turn/a.ts': '' }))).toEqual(['engine', 'turn'])
  expect(names(modules({ 'src/turn/a.ts': 'src/engine/a.ts', 'src/engine/a.ts': '' }))).toEqual(['turn', 'engine'])
  expect(names(SMALL.toReversed())).toEqual(names(SMALL))
})

it('keeps the rooms of one layer together', () => {
  const apart = modules({
    'src/records/operator/a.ts': 'src/engine/a.ts',
    'src/engine/a.ts': '',
    'src/records/files/a.ts': 'src/safety/a.ts',
  })
  expect(names([...apart, ...modules({ 'src/safety/a.ts': 'src/engine/a.ts' })])).toEqual([
    'records/files',
    'records/operator',
    'safety',
    'engine',
  ])
})

it('puts the program first, even above a room that imports it', () => {
  expect(names(modules({ 'src/commands/a.ts': 'src/app.ts', 'src/app.ts': '' }))).toEqual(['program', 'commands'])
})

it('breaks a circle at its lightest arrow', () => {
  const round = (light: string, heavy: string) =>
    names(
      modules({
        [`src/${light}/a.ts`]: `src/${heavy}/a.ts`,
        [`src/${heavy}/a.ts`]: `src/${light}/a.ts`,
        [`src/${heavy}/b.ts`]: `src/${light}/a.ts`,
      }),
    )
  expect(round('turn', 'page')).toEqual(['page', 'turn'])
  expect(round('page', 'turn')).toEqual(['turn', 'page'])
})

it('refuses a room that nobody said the purpose of, and names it', () => {
  expect(() => roomsOf(modules({ 'src/attic/a.ts': '' }))).toThrow('say in PURPOSES what the room “attic” (src/attic/) is for')
})

it('draws each room and each number of imports once, arrows up apart, the same each time', () => {
  const svg = drawRooms(roomsOf(SMALL))
  for (const name of names(SMALL)) expect(svg.match(new RegExp(`>${name}</text>`, 'g'))).toHaveLength(1)
  expect(svg).toContain('<title>engine imports content: 2</title>')
  expect(svg.match(/<circle /g)).toHaveLength(4)
  expect(svg).not.toContain('class="up-spot"')
  expect(drawRooms(roomsOf(SMALL.toReversed()))).toBe(svg)
  const round = modules({ 'src/commands/a.ts': 'src/app.ts', 'src/app.ts': 'src/commands/a.ts' })
  expect(drawRooms(roomsOf(round)).match(/class="up-spot"/g)).toHaveLength(1)
})

it('writes a row for each room, with its purpose, its files and what it imports', () => {
  expect(tableOfRooms(roomsOf(SMALL))).toContain('\n| engine | moves one conversation on; pure | 2 | content 2 |\n')
  expect(tableOfRooms(roomsOf(SMALL))).toContain('| 1 | none |\n')
})

it('reads imports from the code, types included', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rooms-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) cpSync(file, join(folder, file))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const files = {
    'src/content/a.ts': 'export type A = 1; export const a = 1',
    'src/engine/a.ts': `import type { A } from '../content/a.ts'; export type B = A`,
    'src/main.ts': `import { a } from './content/a.ts'; import type { B } from './engine/a.ts'; export const b: B = a`,
  }
  for (const [path, code] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), code)
  }
  const found = await readModules(folder)
  expect(importsOf(found, 'program')).toEqual({ content: 1, engine: 1 })
  expect(importsOf(found, 'engine')).toEqual({ content: 1 })
})

it('has a purpose for every room of src/', async () => {
  expect(roomsOf(await readModules()).length).toBeGreaterThan(10)
})
