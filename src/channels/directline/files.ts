/**
 * The files of the page, from our own server: our modules, whose types Node strips while they are read, and the renderer of Adaptive Cards as
 * its package brings it. One version stands in the address of all of them, so that modules find each other and browsers fetch each file once.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

const PUBLIC = join(import.meta.dirname, 'public')
const SCRIPT = 'text/javascript; charset=utf-8'
const TYPES: Record<string, string> = { ts: SCRIPT, js: SCRIPT, css: 'text/css; charset=utf-8', svg: 'image/svg+xml' }

export interface PageFiles {
  version: string
  get(name: string): { bytes: Buffer; type: string } | undefined
}

export function readPageFiles(): PageFiles {
  const files = new Map<string, { bytes: Buffer; type: string }>()
  for (const name of readdirSync(PUBLIC)) {
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]
    const bytes = readFileSync(join(PUBLIC, name))
    if (type) files.set(name, { type, bytes: name.endsWith('.ts') ? stripped(bytes) : bytes })
  }
  files.set('adaptivecards.js', { type: SCRIPT, bytes: readFileSync(renderer()) })
  const hash = createHash('sha256')
  for (const [name, { bytes }] of files) hash.update(name).update(bytes)
  return { version: hash.digest('hex').slice(0, 16), get: (name) => files.get(name) }
}

function stripped(source: Buffer): Buffer {
  // Node says of this function that it may change, on the screen of whoever starts the server; our tests would notice first
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return Buffer.from(stripTypeScriptTypes(source.toString()))
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The package does not export its dist/ folder, so it is found from its main file. */
const renderer = (): string => join(createRequire(import.meta.url).resolve('adaptivecards'), '..', '..', 'dist', 'adaptivecards.min.js')
