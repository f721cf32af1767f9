import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeDurably } from '../../../src/records/files/durable.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wegwijzer-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a file that is replaced', () => {
  it('is the old or the new version at every moment, and keeps the one before', async () => {
    const path = join(folder, 'document')
    const former = join(folder, 'former')
    const seen = new Set<string>()
    let writing = true
    const looking = (async () => {
      while (writing) {
        if (seen.size > 0) seen.add(readFileSync(path, 'utf8').slice(0, 3))
        await new Promise((soon) => setImmediate(soon))
      }
    })()
    for (let n = 100; n < 300; n++) {
      await writeDurably(path, Buffer.from(`${n}${'x'.repeat(20_000)}`), { aside: join(folder, 'aside'), former })
      seen.add(String(n))
      expect(readFileSync(path, 'utf8')).toHaveLength(20_003)
      if (n > 100) expect(readFileSync(former, 'utf8').slice(0, 3)).toBe(String(n - 1))
    }
    writing = false
    await looking
    expect(seen.size).toBe(200)
    expect(readdirSync(folder).toSorted()).toEqual(['document', 'former'])
  })

  it.each<[string, string, string?]>([
    ['its place aside is in no folder', 'none/aside'],
    ['its place aside is in a file', 'document/aside'],
    ['a folder stands aside', 'full'],
    ['a folder stands where the second name goes', 'there'],
    ['a folder stands where the former version goes', 'aside', 'full'],
  ])('stays as it was, and nothing is left beside it, where %s', async (_why, aside, former) => {
    const path = join(folder, 'document')
    writeFileSync(path, 'old')
    for (const name of ['full', 'there.old']) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'x'), '')
    }
    const how = { aside: join(folder, aside), former: former && join(folder, former) }
    await expect(writeDurably(path, Buffer.from('new'), how)).rejects.toThrow(/E[A-Z]{3,}/)
    // what nobody waited for would come up now
    await new Promise((soon) => setTimeout(soon, 20))
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder).toSorted()).toEqual(['document', 'full', 'there.old'])
  })
})
