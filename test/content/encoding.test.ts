/** Editors on Windows save files in other ways than ours. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkContent, describe as line } from '../../src/content/check.ts'
import { loadContent } from '../../src/content/load.ts'
import { FIXTURE } from '../support/talk.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'content-'))
  cpSync(FIXTURE, root, { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

const FILES = ['locales/nl/ui.json', 'dialogs/conversations/talk.yaml']
const save = (file: string, change: (text: string) => string | Buffer) =>
  writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8')))
/** The problems that name the file itself; others may follow from its absence. */
const problems = (file: string) =>
  checkContent(root)
    .map(line)
    .filter((problem) => problem.startsWith(`${file}: `))

describe.each(FILES)('%s', (file) => {
  it('may begin with a byte order mark', () => {
    const before = loadContent(root)
    save(file, (text) => `\uFEFF${text}`)
    expect(checkContent(root)).toEqual([])
    expect(loadContent(root)).toEqual(before)
  })

  it.each<[string, (text: string) => Buffer]>([
    ['a mark', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['a mark, the other way round', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['no mark', (text) => Buffer.from(text, 'utf16le')],
  ])('is named when it is UTF-16 with %s', (_, encode) => {
    save(file, encode)
    expect(problems(file)).toEqual([`${file}: is saved as UTF-16 (“Unicode”): save it again as UTF-8`])
  })

  it('is named when its accents are not UTF-8', () => {
    save(file, (text) => Buffer.concat([Buffer.from(text.trimEnd()), Buffer.from([0x0a, 0x23, 0xe9, 0x0a])]))
    expect(problems(file)).toEqual([`${file}: is not saved as UTF-8: save it again as UTF-8`])
  })
})
