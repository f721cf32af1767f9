/** One bit changed anywhere is found: by `verify`, by a backup and by the sweep; and an older backup mends it. */
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { controlPath, serveControl } from '../../src/records/operator/control.ts'
import { ANNA, answer, clientOf, filesIn, finishedOf, folder, layoutIn, NOW, recordsIn, removeFolders, runOf } from '../records/fixtures.ts'
import { call } from '../support/command-line.ts'

afterAll(removeFolders)

let base: string
let id: string

/** A client with a finished conversation and audit lines that were moved, and one who was erased. */
beforeEach(async () => {
  base = await folder()
  const records = await recordsIn(base, { now: () => new Date(NOW) })
  const [client, gone] = [clientOf(ANNA), clientOf(ANNA)]
  id = client.id
  for (const one of [client, gone]) await records.createClient(one)
  const held = runOf({ place: 'Gent' })
  await records.changeClient(ANNA, id, (draft, finishedRuns) => {
    draft.finished.push({ id: held.id, conversation: held.conversation, mode: held.mode, date: held.date, finished: NOW })
    finishedRuns.finish(finishedOf(id, held))
  })
  for (let turn = 0; turn < 70; turn += 1) await records.changeClient(ANNA, id, (draft) => answer(draft, ANNA, `antwoord ${turn}`))
  await records.erase(ANNA, gone.id)
  await records.close()
})

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path)
  const at = bytes.length >> 1
  bytes[at] = (bytes[at] as number) ^ 1
  await writeFile(path, bytes)
}

const data = (): string => layoutIn(base).data

/** Every file that matters, but the one from before the last write. */
async function files(): Promise<string[]> {
  const found = (await filesIn(data())).map(({ path }) => relative(data(), path))
  return found.filter((path) => /^(clients|counsellors|keys)\//.test(path) && !path.endsWith('.former'))
}

const nameOfFile = (path: string): string => path.split('/').at(-1) as string

describe.each(['beside a running server', 'without one'])('%s', (how) => {
  beforeEach(async () => {
    if (how === 'without one') return
    const records = await recordsIn(base)
    const control = await serveControl(records, controlPath(data()))
    // so that it is in memory, where it stays whole
    await records.client(ANNA, id)
    return async () => {
      await control.close()
      await records.close()
    }
  })

  test('verify says that all is whole, and finds one bit changed in any file', async () => {
    expect(await call(base, 'verify')).toEqual({
      code: 0,
      out: expect.stringMatching(/^1 clients with 3 files and 70 audit lines, 1 counsellors, 1 erased: all whole\n$/),
      err: '',
    })
    const all = await files()
    expect(all.map((path) => path.split('/')[0]).toSorted()).toEqual([...Array(3).fill('clients'), 'counsellors', ...Array(4).fill('keys')])
    for (const path of all) {
      const whole = join(base, 'whole')
      await copyFile(join(data(), path), whole)
      await flip(join(data(), path))
      const { code, out, err } = await call(base, 'verify', '--json')
      if (!(how === 'without one' && path === 'keys/store')) {
        expect({ path, code }).toEqual({ path, code: 1 })
        expect(JSON.stringify(JSON.parse(out).found)).toContain(nameOfFile(path))
      } else expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('keys/store') })
      await copyFile(whole, join(data(), path))
    }
    expect(await call(base, 'verify')).toMatchObject({ code: 0 })
  })

  test('a backup and the sweep find a damaged part, name it, and carry on with the rest; the older backup is kept', async () => {
    const file = join(base, 'backup')
    expect(await call(base, 'backup', file)).toMatchObject({ code: 0 })
    const before: Buffer[] = []
    for (const path of (await files()).filter((one) => /^clients\/.*-\d+$/.test(one))) {
      before.push(await readFile(file))
      await flip(join(data(), path))
      expect(await call(base, 'sweep')).toMatchObject({ code: 1, out: expect.stringContaining(nameOfFile(path)) })
      const made = await call(base, 'backup', file)
      expect(made).toMatchObject({ code: 1, out: expect.stringContaining('1 clients'), err: expect.stringContaining(`${id} is damaged`) })
      expect(made.err).toContain(nameOfFile(path))
      expect(made.err).toContain(`is kept: ${file}.before-damage\n`)
      expect(await readFile(`${file}.before-damage`)).toEqual(before.at(-1))
      for (const [index, kept] of before.slice(0, -1).entries()) expect(await readFile(`${file}.before-damage.${index + 1}`)).toEqual(kept)
    }
    expect(before.length).toBeGreaterThan(1)
  })

  test('a keys export with something damaged keeps each that stood there, and names them', async () => {
    const file = join(base, 'keys')
    expect(await call(base, 'keys', 'export', file)).toMatchObject({ code: 0, err: expect.not.stringContaining('is kept') })
    const first = await readFile(file)
    const [key = ''] = (await files()).filter((one) => one.startsWith('keys/counsellors/'))
    await flip(join(data(), key))
    const made = await call(base, 'keys', 'export', file)
    expect(made).toMatchObject({
      code: 1,
      err: expect.stringContaining(`kept beside it, for what is damaged now: ${file}.before-damage. Throw`),
    })
    const second = await readFile(file)
    const again = await call(base, 'keys', 'export', file)
    expect(again.err.match(/before-damage(\.\d+)?(?=\.)/g)).toEqual(['before-damage', 'before-damage.1'])
    expect(await readFile(`${file}.before-damage.1`)).toEqual(first)
    expect(await readFile(`${file}.before-damage`)).toEqual(second)
  })
})

test('an older backup mends a finished conversation in which one bit changed, and says so', async () => {
  const file = join(base, 'backup')
  await call(base, 'backup', file)
  for (const path of (await files()).filter((one) => /^clients\/.*-\d+$/.test(one))) {
    await flip(join(data(), path))
    expect(await call(base, 'restore', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 clients brought back, 0 were here'),
    })
    expect(await call(base, 'verify')).toMatchObject({ code: 0 })
  }
})

test('verify looks at an archive', async () => {
  const [backup, keys] = [join(base, 'backup'), join(base, 'keys')]
  await call(base, 'backup', backup)
  await call(base, 'keys', 'export', keys)
  expect(await call(base, 'verify', backup)).toMatchObject({ code: 0, out: expect.stringMatching(/^a backup file of .*all whole/) })
  expect(await call(base, 'verify', keys)).toMatchObject({ code: 0, out: expect.stringMatching(/^a keys file of .*all whole/) })
  for (const file of [backup, keys]) {
    await flip(file)
    expect(await call(base, 'verify', file)).toMatchObject({ code: 1, err: expect.stringMatching(/damaged|not one of ours|cut off/) })
  }
  expect(await call(base, 'verify', join(base, 'key', 'master.key'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('not one of ours'),
  })
  expect(await call(base, 'verify', join(base, 'missing'))).toMatchObject({ code: 1, err: expect.stringContaining('is not there') })
})

test.each([
  ['nl', 'nu niet leesbaar'],
  ['fr', 'illisible pour le moment'],
  ['en', 'cannot be read at the moment'],
])('a page to print in %s hands over the rest, and names what could not be read', async (language, words) => {
  const [run] = (await files()).filter((one) => /^clients\/.*\/[0-9a-f]{32}-\d+$/.test(one))
  await flip(join(data(), run as string))
  const { code, out, err } = await call(base, 'export', id, '--html', language)
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('damaged and not in it: the conversation') })
  expect(out).toContain(words)
  expect(out).toContain('antwoord 69')
  const whole = JSON.parse((await call(base, 'export', id)).out)
  expect(whole.unreadable.finished).toHaveLength(1)
  const [audit] = (await files()).filter((one) => one.endsWith('/audit-0'))
  await flip(join(data(), audit as string))
  expect(JSON.parse((await call(base, 'export', id)).out).unreadable).toMatchObject({ audit: true })
})
