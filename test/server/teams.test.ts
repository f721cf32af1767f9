import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { run as cli } from '../../src/cli.ts'

const APP = '33333333-3333-4333-8333-333333333333'
const manifest = JSON.parse(readFileSync('teams/manifest.json', 'utf8'))

describe('the app package for Teams', () => {
  it('holds the manifest filled in, its languages and its pictures, as any unzip reads it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'wegwijzer-')), 'wegwijzer.zip')
    expect(await cli(['teams', file, '--app-id', APP.toUpperCase(), '--website', 'https://example.org/begeleiding'])).toBe(0)
    const files = unzip(readFileSync(file))
    expect([...files.keys()]).toEqual(['manifest.json', 'fr.json', 'en.json', 'color.png', 'outline.png'])
    expect(files.get('color.png')).toEqual(readFileSync('teams/color.png'))
    const filled = JSON.parse(String(files.get('manifest.json')))
    expect(filled).toEqual({
      ...manifest,
      id: APP,
      bots: [{ ...manifest.bots[0], botId: APP }],
      developer: {
        ...manifest.developer,
        websiteUrl: 'https://example.org/begeleiding',
        privacyUrl: 'https://example.org/begeleiding',
        termsOfUseUrl: 'https://example.org/begeleiding',
      },
    })
  })

  it.each([
    [['wegwijzer.zip']],
    [['wegwijzer.zip', '--app-id', 'x', '--website', 'https://example.org']],
    [['wegwijzer.zip', '--app-id', APP, '--website', 'http://example.org']],
    [['--app-id', APP, '--website', 'https://example.org']],
    [['wegwijzer.zip', '--fly']],
  ])('says how to call it, after %j', async (args) => {
    expect(await cli(['teams', ...args])).toBe(2)
  })

  it('is for one person only: a group chat would be told no more than why', () => {
    expect(manifest.bots[0]).toMatchObject({ scopes: ['personal'], supportsFiles: false })
  })

  it.each(['fr', 'en'])('says in %s what it says in Dutch, within the lengths of Teams', (language) => {
    const strings = JSON.parse(readFileSync(`teams/${language}.json`, 'utf8')) as Record<string, string>
    const commands = manifest.bots[0].commandLists[0].commands as unknown[]
    expect(
      Object.keys(strings)
        .filter((key) => key !== '$schema')
        .toSorted(),
    ).toEqual(
      [
        ...['name.short', 'name.full', 'description.short', 'description.full'],
        ...commands.flatMap((_, n) => ['title', 'description'].map((part) => `bots[0].commandLists[0].commands[${n}].${part}`)),
      ].toSorted(),
    )
    for (const [key, limit] of Object.entries({ 'name.short': 30, 'name.full': 100, 'description.short': 80, 'description.full': 4_000 }))
      for (const text of [strings[key], key.split('.').reduce((at, part) => at[part], manifest)])
        expect(String(text).length).toBeLessThanOrEqual(limit)
  })

  it.each([
    ['color.png', 192],
    ['outline.png', 32],
  ])('holds %s of %d pixels square', (name, side) => {
    const png = readFileSync(join('teams', name))
    expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', side, side])
  })
})

/** Reads a zip file from its end, as unzip programs do, and checks what it finds on the way. */
function unzip(bytes: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = bytes.readUInt32LE(end + 16)
  expect(at + bytes.readUInt32LE(end + 12)).toBe(end)
  for (let n = 0; n < bytes.readUInt16LE(end + 10); n++) {
    expect(bytes.toString('latin1', at, at + 4)).toBe('PK\x01\x02')
    const [sum, size, nameLength, local] = [
      bytes.readUInt32LE(at + 16),
      bytes.readUInt32LE(at + 24),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt32LE(at + 42),
    ]
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    expect(bytes.toString('latin1', local, local + 4)).toBe('PK\x03\x04')
    expect(bytes.toString('utf8', local + 30, local + 30 + bytes.readUInt16LE(local + 26))).toBe(name)
    const content = bytes.subarray(local + 30 + nameLength, local + 30 + nameLength + size)
    expect(crc32(content)).toBe(sum)
    files.set(name, Buffer.from(content))
    at += 46 + nameLength
  }
  return files
}
