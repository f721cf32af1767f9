/** A file of another account, as a command leaves it that was once called as root: the trouble of one client, and of nobody else. */
import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { counsellorName, nameOf } from '../../src/records/ids.ts'
import type { Outcome } from '../support/command-line.ts'
import { ANNA, answer, clientOf, filesIn, folder, layoutIn, recordsIn, removeFolders } from './fixtures.ts'

afterAll(removeFolders)

const NOBODY = 65_534
const NONE: Outcome = { code: -1, out: '', err: '' }

let base: string
let ids: string[]
let anna: string

const name = (): string => nameOf(ids[0] as string) as string

/** Commands as another account than the one whose file it cannot read. */
const asNobody = (...calls: string[][]): Promise<(Outcome & { args: string[] })[]> =>
  new Promise((done, failed) => {
    const worker = [join(import.meta.dirname, 'unreadable', 'worker.ts'), base, JSON.stringify(calls)]
    execFile(process.execPath, worker, { cwd: base, uid: NOBODY, gid: NOBODY }, (error, out) =>
      error ? failed(error) : done(JSON.parse(out)),
    )
  })

async function give(path: string, uid: number): Promise<void> {
  for (const entry of ['', ...(await readdir(path, { recursive: true }))]) await chown(join(path, entry), uid, uid)
}

/** Only root may start a process as somebody else. */
describe.skipIf(process.getuid?.() !== 0)('a file of root', { timeout: 60_000 }, () => {
  beforeEach(async () => {
    base = await folder()
    const records = await recordsIn(base)
    anna = counsellorName(records.context.secret, ANNA)
    const clients = [clientOf(ANNA), clientOf(ANNA, { alias: 'andere', created: '2020-01-01T09:00:00.000Z' })]
    ids = clients.map(({ id }) => id)
    for (const one of clients) {
      await records.createClient(one)
      for (const text of ['eerste', 'tweede']) await records.changeClient(ANNA, one.id, (draft) => answer(draft, ANNA, text))
    }
    await records.close()
    await chmod(base, 0o755)
    await give(base, NOBODY)
  })

  const PLACES: Record<string, () => string> = {
    'as the document of a client': () => layoutIn(base).document('clients', name()),
    'as the key of a client': () => layoutIn(base).key('clients', name()),
    'as a mark of erasure': () => layoutIn(base).mark(name()),
  }

  test.each(Object.entries(PLACES))('%s: that one is named, the rest is done, and it stays', async (_, place) => {
    const path = place()
    await mkdir(dirname(path), { recursive: true })
    await give(dirname(dirname(path)), NOBODY)
    await writeFile(path, await readFile(path).catch(() => 'mark'))
    await chown(path, 0, 0)
    await chmod(path, 0o600)
    const bytes = await readFile(path)
    const looking = [['verify'], ['backup', join(base, 'backup')], ['clients'], ['audit', 'verify'], ['sweep', '--yes']]
    for (const { args, code, out, err } of await asNobody(...looking)) {
      expect({ args, code, said: out + err }).toMatchObject({ args, code: 1, said: expect.stringContaining(ids[0] as string) })
      expect(out + err).toMatch(/this account may not read it \(EACCES\)/)
      if (args[0] === 'sweep') expect(out).toContain(', 1 erased')
    }
    expect(await readFile(path)).toEqual(bytes)
    const [erased, verified] = await asNobody(['erase', ids[0] as string, '--yes'], ['verify'])
    expect(erased).toMatchObject({ code: 0 })
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('2 erased: all whole') })
    expect((await filesIn(layoutIn(base).data)).some((file) => file.path === path && !path.includes('erased'))).toBe(false)
  })

  test.each(['keys', 'document'])('as the %s of a counsellor', async (what) => {
    const { key, document } = layoutIn(base)
    await chown(what === 'keys' ? key('counsellors', anna) : document('counsellors', anna), 0, 0)
    const looking = [['verify'], ['backup', join(base, 'backup')], ['sweep']]
    const [verified, ...others] = await asNobody(...looking, ['erase', ids[0] as string, '--yes'])
    expect(verified).toMatchObject({ code: 1, err: expect.stringContaining(anna) })
    expect(others.map(({ code }) => code)).toEqual([1, 1, 0])
  })

  test('as a folder of some: it is named, and the rest is done', async () => {
    const shard = dirname(layoutIn(base).mark(name()))
    await mkdir(shard, { recursive: true, mode: 0o700 })
    await chown(dirname(shard), NOBODY, NOBODY)
    const [{ code, out, err } = NONE] = await asNobody(['verify'])
    expect({ code, said: out + err }).toEqual({
      code: 1,
      said: expect.stringContaining(`keys/erased/${name().slice(0, 2)}: it cannot be read`),
    })
    expect(err).toContain(ids[0])
    expect(out).toContain('2 clients with')
  })

  test('as the folder of everything: it is the store', async () => {
    await chown(layoutIn(base).shelf('clients'), 0, 0)
    for (const outcome of await asNobody(['verify'], ['sweep']))
      expect(outcome).toMatchObject({ code: 1, err: expect.stringMatching(/^the store is not available/) })
  })
})
