/**
 * The rooms of `src/` and the arrows between them, read from the imports themselves (by dependency-cruiser, type imports included) and
 * drawn as SVG. A room is a folder that holds code; the files directly in `src/` are the room `program`. Nothing here depends on the day,
 * the machine or the order in which files are found.
 */
import { existsSync, readFileSync } from 'node:fs'
import { cruise } from 'dependency-cruiser'
import readOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { markup, rect, text } from './svg.ts'

/**
 * What each room is for; a feature says it in the first comment of its `index.ts`. A room that says nothing cannot be drawn; a line whose room
 * does not exist yet does no harm.
 */
const PURPOSES: Record<string, string> = {
  program: 'puts the rooms together: the server, the command line, the settings, the log',
  commands: 'one command of the command line in each file',
  channels: 'what the channels share: their sentences and the guard before every route',
  'channels/botframework': 'Teams and the Bot Framework protocol; the only room that imports its SDK',
  'channels/directline': 'the browser chat: its page, its secrets and the Direct Line protocol',
  'channels/directline/public': 'what runs in the browser',
  'channels/terminal': 'the assistant in a terminal',
  assistant: 'hands a turn to its feature: typed words, actions, edited messages, retries',
  render: 'a page as a card, as plain text and as HTML, made to fit',
  features: 'the list of features',
  'features/conversation/correct': 'changing, moving and removing answers afterwards; the summary',
  'features/conversation/prepare': 'preparing a conversation: the tick list and the conversation card',
  'features/conversation/walk': 'walking through a conversation: opening, steps, pausing, closing',
  page: 'what a page is made of: blocks, buttons, sentences, dates',
  'page/kinds': 'for each kind of step: the boxes of an answer and its lines',
  turn: 'one turn: what comes in, what goes out, and its changes in one write',
  'turn/file': 'questions to a client’s file that change nothing',
  records: 'the rules about a file: access, sharing, handover, erasure, retention, audit',
  'records/files': 'sealed documents on a disk: written whole, encrypted, locked',
  'records/operator': 'jobs for an operator: backup, restore, changing keys',
  engine: 'moves one conversation on; pure',
  'engine/kinds': 'for each kind of step: what an answer may be',
  safety: 'words of crisis, and personal data in free text',
  content: 'loads and checks `dialogs/` and `locales/`',
}

const PROGRAM = 'program'

/** A file and the files it imports, as dependency-cruiser reports them. */
export interface Module {
  source: string
  dependencies: { resolved: string }[]
}

export interface Room {
  name: string
  purpose: string
  files: number
  /** For each other room that is imported: how often one file of this room imports one of that room. */
  imports: Map<string, number>
}

/** Reads the imports of `src/` below `root`, with the settings that the arrows are checked with. */
export async function readModules(root = process.cwd()): Promise<Module[]> {
  const options = await readOptions('./.dependency-cruiser.cjs')
  const { output } = await cruise(['src'], { ...options, baseDir: root, validate: false })
  if (typeof output === 'string') throw new Error('dependency-cruiser gave text instead of modules')
  return output.modules
}

const roomOf = (file: string): string => file.split('/').slice(1, -1).join('/') || PROGRAM
const layerOf = (room: string): string => room.split('/', 1)[0]!

/**
 * The rooms, from the one that imports most to the one that is imported most; the rooms of one layer (`records`, `records/files`) stay together.
 * @throws where a room has no purpose in the table above
 */
export function roomsOf(modules: readonly Module[]): Room[] {
  const rooms = new Map<string, Room>()
  const own = modules.filter(({ source }) => source.startsWith('src/')).toSorted((a, b) => (a.source < b.source ? -1 : 1))
  for (const { source, dependencies } of own) {
    const name = roomOf(source)
    const room = rooms.get(name) ?? { name, purpose: purposeOf(name), files: 0, imports: new Map() }
    rooms.set(name, room)
    room.files++
    for (const file of new Set(dependencies.map(({ resolved }) => resolved))) {
      const to = roomOf(file)
      if (file.startsWith('src/') && to !== name) room.imports.set(to, (room.imports.get(to) ?? 0) + 1)
    }
  }
  const count = (from: string, to: string): number => rooms.get(from)?.imports.get(to) ?? 0
  const layers = Map.groupBy(rooms.keys(), layerOf)
  const between = (from: string, to: string): number =>
    sum(layers.get(from)!.flatMap((one) => layers.get(to)!.map((other) => count(one, other))))
  return inOrder([...layers.keys()], between)
    .flatMap((layer) => inOrder(layers.get(layer)!, count))
    .map((name) => rooms.get(name)!)
}

function purposeOf(room: string): string {
  const purpose = PURPOSES[room] ?? saidBy(room)
  if (purpose) return purpose
  throw new Error(`tools/rooms.ts: say in PURPOSES what the room “${room}” (src/${room === PROGRAM ? '' : `${room}/`}) is for`)
}

/** The first sentence of the comment that a feature begins with, as it stands in the table. */
function saidBy(room: string): string | undefined {
  const file = `src/${room}/index.ts`
  if (!/^features\/[^/]+$/.test(room) || !existsSync(file)) return undefined
  const said = /^\/\*\*[\s*]+(.*?)\s*\*\//s.exec(readFileSync(file, 'utf8'))?.[1]?.replaceAll(/\n \* /g, ' ')
  const sentence = said?.split(/\.(?:\s|$)/)[0]
  return sentence && sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/**
 * Orders names so that arrows go down: `program` first, then what nobody left imports. Where some import each other in a circle, the one that
 * imports most and is imported least goes first, and the arrows back to it go up.
 */
function inOrder(names: readonly string[], count: (from: string, to: string) => number): string[] {
  const listed = Object.keys(PURPOSES)
  const left = [...listed.filter((name) => names.includes(name)), ...names.filter((name) => !listed.includes(name)).toSorted()]
  const down: string[] = []
  const bottom: string[] = []
  const take = (name: string, into: (name: string) => void): void => {
    left.splice(left.indexOf(name), 1)
    into(name)
  }
  const imports = (name: string): number => sum(left.map((other) => (other === name ? 0 : count(name, other))))
  const imported = (name: string): number => sum(left.map((other) => (other === name ? 0 : count(other, name))))
  if (left.includes(PROGRAM)) take(PROGRAM, (name) => down.push(name))
  while (left.length) {
    const source = left.find((name) => imported(name) === 0)
    const sink = left.findLast((name) => imports(name) === 0)
    if (sink) take(sink, (name) => bottom.unshift(name))
    else if (source) take(source, (name) => down.push(name))
    else take(left.toSorted((a, b) => imports(b) - imported(b) - (imports(a) - imported(a)))[0]!, (name) => down.push(name))
  }
  return [...down, ...bottom]
}

const BOX = { width: 232, height: 24 }
/** From one room to the next: to the right and down. */
const STEP = { x: 28, y: 34 }
const LEFT = 60
const TOP = 112
/** Where, from the right edge of a box, arrows come in from above; from the left edge, arrows from below. */
const INLET = 14

const STYLE = `
  svg { color-scheme: light dark; font: 13px system-ui, 'Segoe UI', Roboto, sans-serif; }
  .page { fill: #ffffff; } .ink { fill: #1b1f24; } .quiet { fill: #57606a; font-size: 12px; } .title { font-size: 18px; font-weight: 600; }
  .layer { fill: #eef2f5; stroke: #afb8c1; } .room { fill: #ffffff; stroke: #3d5a80; stroke-width: 1.5; }
  .line { fill: none; stroke: #8c9aa8; stroke-width: 1.2; } .tip { fill: #57606a; } .spot { fill: #ffffff; stroke: #8c9aa8; }
  .up { stroke: #9a6700; stroke-dasharray: 4 2; } .up-tip { fill: #9a6700; } .up-spot { fill: #fff4e0; stroke: #9a6700; } .number { font-size: 11px; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0f1419; } .ink { fill: #e6edf3; } .quiet { fill: #9da7b1; } .layer { fill: #182029; stroke: #3d4852; }
    .room { fill: #0f1419; stroke: #8ab4e8; } .line { stroke: #5d6b79; } .tip { fill: #9da7b1; } .spot { fill: #0f1419; stroke: #5d6b79; }
    .up { stroke: #d4a72c; } .up-tip { fill: #d4a72c; } .up-spot { fill: #2a2110; stroke: #d4a72c; }
  }`

/** Where the box of the room in row `n` is. */
const boxOf = (n: number) => ({ x: LEFT + n * STEP.x, y: TOP + n * STEP.y, middle: TOP + n * STEP.y + BOX.height / 2 })

/**
 * All arrows, in one direction. The lines out of one room are one line, and so are the lines into one room: a number stands where they cross
 * and belong together. Arrows down leave to the right and come in from above; arrows up leave to the left and come in from below.
 */
function drawArrows(rooms: readonly Room[], up: boolean): { lines: string[]; numbers: string[] } {
  const arrows = rooms.flatMap(({ imports }, from) =>
    rooms.flatMap((room, to) => (imports.has(room.name) && to < from === up ? [{ from, to, number: imports.get(room.name)! }] : [])),
  )
  const inlet = (n: number): number => boxOf(n).x + (up ? INLET : BOX.width - INLET)
  const rows = [...Map.groupBy(arrows, ({ from }) => from)].map(([from, row]) => {
    const far = row.at(up ? 0 : -1)!
    return `<path d="M${boxOf(from).x + (up ? 0 : BOX.width)} ${boxOf(from).middle}H${inlet(far.to)}" class="line${up ? ' up' : ''}"/>`
  })
  const columns = [...Map.groupBy(arrows, ({ to }) => to)].map(([to, column]) => {
    const far = column.at(up ? -1 : 0)!
    const end = up ? boxOf(to).y + BOX.height + 1 : boxOf(to).y - 1
    return `<path d="M${inlet(to)} ${boxOf(far.from).middle}V${end}" class="line${up ? ' up' : ''}" marker-end="url(#${up ? 'up-tip' : 'tip'})"/>`
  })
  const numbers = arrows.map(({ from, to, number }) => {
    const { middle } = boxOf(from)
    const title = `<title>${markup(`${rooms[from]!.name} imports ${rooms[to]!.name}: ${number}`)}</title>`
    const spot = `<circle cx="${inlet(to)}" cy="${middle}" r="10" class="${up ? 'up-spot' : 'spot'}"/>`
    return `<g>${title}${spot}${text(inlet(to), middle + 4, 'ink number', String(number), 'middle')}</g>`
  })
  return { lines: [...rows, ...columns], numbers }
}

/** A frame around the rooms of one layer, where there are several. */
function drawLayers(rooms: readonly Room[]): string[] {
  return [...Map.groupBy(rooms.keys(), (n) => layerOf(rooms[n]!.name)).values()].flatMap((rows) => {
    if (rows.length === 1) return []
    const first = boxOf(rows[0]!)
    const last = boxOf(rows.at(-1)!)
    return [rect(first.x - 5, first.y - 5, last.x + BOX.width - first.x + 10, last.y + BOX.height - first.y + 10, 'layer', 10)]
  })
}

/** The rooms as a staircase, in an SVG document that reads in light and dark. */
export function drawRooms(rooms: readonly Room[]): string {
  const last = boxOf(rooms.length - 1)
  const width = last.x + BOX.width + 40
  const height = last.y + BOX.height + 40
  const arrows = [drawArrows(rooms, false), drawArrows(rooms, true)]
  const boxes = rooms.map(({ name, purpose, files }, n) => {
    const { x, y, middle } = boxOf(n)
    const title = `<title>${markup(`${name}: ${purpose}`)}</title>`
    const words = [text(x + 10, middle + 4.5, 'ink', name), text(x + BOX.width - 10, middle + 4.5, 'quiet', String(files), 'end')]
    return `<g>${title}${rect(x, y, BOX.width, BOX.height, 'room', 6)}${words.join('')}</g>`
  })
  const notes = [
    'A box is a room, with the number of its files. From each room a line goes right; at a number it turns down to a room that is imported,',
    'and the number says how often a file of the one imports a file of the other, types included. Dashed: an arrow up, against the order.',
  ]
  const marker = (id: string): string =>
    `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" class="${id}"/></marker>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">The rooms of src/</title>
<desc id="desc">${markup(`From top to bottom: ${rooms.map(({ name }) => name).join(', ')}. Which imports which is also a table, in rooms.md.`)}</desc>
<style>${STYLE}
</style>
<defs>${marker('tip')}${marker('up-tip')}</defs>
${rect(0, 0, width, height, 'page', 0)}
${text(40, 40, 'ink title', 'The rooms of src/')}
${notes.map((words, n) => text(40, 64 + n * 18, 'quiet', words)).join('\n')}
${drawLayers(rooms).join('\n')}
${arrows.flatMap(({ lines }) => lines).join('\n')}
${boxes.join('\n')}
${arrows.flatMap(({ numbers }) => numbers).join('\n')}
</svg>
`
}

/** The same as a table in markdown. */
export function tableOfRooms(rooms: readonly Room[]): string {
  const lines = rooms.map(({ name, purpose, files, imports }) => {
    const others = rooms.flatMap((room) => (imports.has(room.name) ? [`${room.name} ${imports.get(room.name)}`] : []))
    return `| ${name} | ${purpose} | ${files} | ${others.join(', ') || 'none'} |`
  })
  return `# The rooms of src/

A room is a folder of \`src/\` that holds code; \`program\` is the files directly in it. Rooms import rooms below them; what each may import is in
[.dependency-cruiser.cjs](../.dependency-cruiser.cjs), and \`npm run check:arrows\` checks it. This page and the drawing are made from the imports by
\`npm run diagrams\`.

![The rooms from top to bottom, with arrows from each to those it imports](rooms.svg)

Imports: how often a file of this room imports a file of that one, types included.

| room | what it is for | files | imports |
|---|---|---|---|
${lines.join('\n')}
`
}
