import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { audit } from '../../src/records/audit.ts'
import { newKey } from '../../src/records/data-keys.ts'
import { layoutOf } from '../../src/records/files/layout.ts'
import { counsellorName, nameOf, newId } from '../../src/records/ids.ts'
import type { ClientDocument, ClientEntry, CounsellorDocument } from '../../src/records/model.ts'
import type { OpenRecords } from '../../src/records/open.ts'
import { NoAccess } from '../../src/records/records.ts'
import { overEachStore } from '../support/stores.ts'
import {
  ANNA,
  answer,
  BERT,
  clientOf,
  ELSEWHERE,
  filesIn,
  finishedOf,
  folder,
  NOW,
  recordsIn,
  removeFolders,
  runOf,
  STRANGER,
} from './fixtures.ts'

afterAll(removeFolders)

/** Two clients of Anna. */
async function twoIn(records: OpenRecords): Promise<[ClientDocument, ClientDocument]> {
  const [one, two] = [clientOf(ANNA), clientOf(ANNA, { alias: 'Rode Zee' })]
  await records.createClient(one)
  await records.createClient(two)
  return [one, two]
}

overEachStore('a client file', (open) => {
  test('is there again, answers and all, after the server went away', async () => {
    const client = clientOf(ANNA)
    const first = await open()
    await first.createClient(client)
    await first.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, 'hoop op het beroep'))
    await first.close()
    const second = await open()
    const found = await second.client(ANNA, client.id)
    expect(found.notes.map(({ text }) => text)).toEqual(['hoop op het beroep'])
    expect(found.alias).toBe('Zwarte Zee')
    expect((await second.counsellor(ANNA)).clients).toMatchObject([{ id: client.id, alias: 'Zwarte Zee', phase: 'refused-first' }])
    await second.close()
  })

  test('is not altered through what was read', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    const read = await records.client(ANNA, client.id)
    read.alias = 'anders'
    expect((await records.client(ANNA, client.id)).alias).toBe('Zwarte Zee')
    const list = await records.counsellor(ANNA)
    const [entry] = list.clients
    list.clients.length = 0
    expect(() => Object.assign(entry!, { alias: 'anders' })).toThrow(TypeError)
    expect((await records.counsellor(ANNA)).clients).toMatchObject([{ alias: 'Zwarte Zee' }])
    await records.close()
  })

  test('keeps the list of its owner in step, the order by last change too', async () => {
    let now = new Date('2026-05-04T09:00:00Z')
    const records = await open({ now: () => now })
    const [one, two] = await twoIn(records)
    now = new Date('2026-05-05T09:00:00Z')
    await records.changeClient(ANNA, one.id, (draft) => {
      draft.phase = 'appeal'
    })
    expect((await records.counsellor(ANNA)).clients.find(({ id }) => id === one.id)).toMatchObject({
      phase: 'appeal',
      touched: now.toISOString(),
    })
    now = new Date('2026-05-06T09:00:00Z')
    await records.changeClient(ANNA, two.id, (draft) => answer(draft, ANNA, 'ja'))
    expect((await records.counsellor(ANNA)).clients.find(({ id }) => id === two.id)?.touched).toBe(now.toISOString())
    await records.changeCounsellor(ANNA, (draft) => {
      draft.greeted = true
    })
    await records.close()
    const again = await open()
    expect((await again.counsellor(ANNA)).clients.find(({ id }) => id === two.id)?.touched).toBe(now.toISOString())
    await again.close()
  })

  test('makes an entry anew only where its client was touched since', async () => {
    let now = new Date('2026-05-04T09:00:00Z')
    const records = await open({ now: () => now })
    const [one, two] = await twoIn(records)
    const touch = async (id: string): Promise<void> => {
      now = new Date(now.getTime() + 60_000)
      await records.changeClient(ANNA, id, (draft) => answer(draft, ANNA, 'ja'))
    }
    const read = async (): Promise<(ClientEntry | undefined)[]> => {
      const { clients } = await records.counsellor(ANNA)
      return [one, two].map((client) => clients.find(({ id }) => id === client.id))
    }
    await touch(one.id)
    await touch(two.id)
    const [first, second] = await read()
    expect((await read())[0]).toBe(first)
    await touch(two.id)
    const later = await read()
    expect([later[0] === first, later[1] === second, later[1]?.touched]).toEqual([true, false, now.toISOString()])
    // what is written later is what was seen
    await records.changeCounsellor(ANNA, (draft) => {
      draft.greeted = true
    })
    expect(await read()).toEqual(later)
    await touch(one.id)
    expect((await read()).map((entry) => entry?.touched)).toEqual([now.toISOString(), later[1]?.touched])
    await records.close()
  })

  test('does not let owner, shares and identity be changed in passing', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    const passing = records.changeClient(ANNA, client.id, (draft) => {
      draft.shares.push({ user: BERT, right: 'write', at: NOW, by: ANNA })
    })
    await expect(passing).rejects.toThrow('in passing')
    await expect(records.client(BERT, client.id)).rejects.toThrow(NoAccess)
    await records.close()
  })

  test('holds the last eight handled activities only', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    for (let turn = 0; turn < 12; turn += 1) await records.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, `antwoord ${turn}`))
    const { handled } = await records.client(ANNA, client.id)
    expect(handled.map(({ activity }) => activity)).toEqual([4, 5, 6, 7, 8, 9, 10, 11].map((turn) => `antwoord ${turn}`))
    await records.close()
  })
})

test('gives what `change` returns, passes on what it throws and then writes nothing', async () => {
  const base = await folder()
  const client = clientOf(ANNA)
  const records = await recordsIn(base)
  await records.createClient(client)
  expect(await records.changeClient(ANNA, client.id, () => 42)).toBe(42)
  const path = layoutOf(join(base, 'data')).document('clients', nameOf(client.id) as string)
  const before = await stat(path)
  const failing = records.changeClient(ANNA, client.id, (draft) => {
    answer(draft, ANNA, 'nooit')
    throw new RangeError('mine')
  })
  await expect(failing).rejects.toThrow(RangeError)
  await records.changeClient(ANNA, client.id, () => {})
  expect((await stat(path)).ino).toBe(before.ino)
  expect((await records.client(ANNA, client.id)).notes).toEqual([])
  await records.close()
})

test('names a counsellor on disk by the secret of the store, also one asked for before', () => {
  const [here, elsewhere] = [newKey(), newKey()]
  const names = [here, elsewhere, here, elsewhere].map((secret) => counsellorName(secret, ANNA))
  expect(names.slice(2)).toEqual(names.slice(0, 2))
  expect(new Set(names).size).toBe(2)
  expect(counsellorName(here, BERT)).not.toBe(names[0])
})

test("writes a counsellor's document when something in it changed, and only then", async () => {
  const base = await folder()
  const records = await recordsIn(base)
  const [one, two] = [clientOf(ANNA), clientOf(ANNA, { alias: 'Rode Zee' })]
  for (const client of [one, two]) await records.createClient(client)
  const path = layoutOf(join(base, 'data')).document('counsellors', counsellorName(records.context.secret, ANNA))
  const written = async (change: (draft: CounsellorDocument) => void): Promise<boolean> => {
    const before = await stat(path)
    await records.changeCounsellor(ANNA, change)
    return (await stat(path)).ino !== before.ino
  }
  const edit = (touched: (entry: ClientEntry) => Partial<ClientEntry>) => (draft: CounsellorDocument) => {
    draft.clients = draft.clients.map((entry) => (entry.id === two.id ? { ...entry, ...touched(entry) } : entry))
  }
  expect(await written(() => {})).toBe(false)
  expect(await written(edit(() => ({})))).toBe(false)
  expect(await written(edit(() => ({ alias: 'Dode Zee' })))).toBe(true)
  expect(await written((draft) => void draft.clients.reverse())).toBe(true)
  expect(await written((draft) => void Object.assign(draft, { discreet: true }))).toBe(true)
  expect(await written((draft) => void draft.clients.pop())).toBe(true)
  await records.close()
  const again = await recordsIn(base)
  expect((await again.counsellor(ANNA)).clients.map(({ alias }) => alias)).toEqual(['Dode Zee'])
  await again.close()
})

describe('finished conversations', () => {
  test('keeps them in files of their own, corrects them with the document, and removes them when discarded', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    const client = clientOf(ANNA)
    await records.createClient(client)
    const run = runOf({ place: 'Fedasil' })
    await records.changeClient(ANNA, client.id, (draft, finishedRuns) => {
      draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
      finishedRuns.finish(finishedOf(client.id, run))
    })
    expect((await records.finishedRun(ANNA, client.id, run.id)).place).toBe('Fedasil')
    await records.changeClient(ANNA, client.id, (_, finishedRuns) =>
      finishedRuns.rewrite(finishedOf(client.id, { ...run, place: 'thuis' })),
    )
    expect((await records.finishedRun(ANNA, client.id, run.id)).place).toBe('thuis')
    const inFolder = async () =>
      (await filesIn(join(base, 'data', 'clients'))).filter(({ path }) => path.includes(nameOf(run.id) as string))
    expect(await inFolder()).toHaveLength(1)
    await expect(records.finishedRun(STRANGER, client.id, run.id)).rejects.toThrow(NoAccess)
    await expect(records.finishedRun(ANNA, client.id, newId())).rejects.toThrow(NoAccess)
    await records.changeClient(ANNA, client.id, (_, finishedRuns) => finishedRuns.discard(run.id))
    expect(await inFolder()).toHaveLength(0)
    expect((await records.client(ANNA, client.id)).finished).toEqual([])
    await expect(records.finishedRun(ANNA, client.id, run.id)).rejects.toThrow(NoAccess)
    await records.close()
  })
})

overEachStore('finished conversations', (open) => {
  test('refuses one that is not entered, or that is another client’s', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    const run = runOf()
    await expect(
      records.changeClient(ANNA, client.id, (_, finishedRuns) => finishedRuns.finish(finishedOf(client.id, run))),
    ).rejects.toThrow('entered')
    await expect(records.changeClient(ANNA, client.id, (_, finishedRuns) => finishedRuns.finish(finishedOf(newId(), run)))).rejects.toThrow(
      'its own client',
    )
    await records.close()
  })
})

overEachStore('ids', (open) => {
  test.each(['', '.', '../../etc/passwd', 'A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}B`, 'a/b'.padEnd(22, 'A'), null, 7, {}])(
    'refuses %j, which is nobody’s',
    async (id) => {
      const records = await open()
      await expect(records.client(ANNA, id as string)).rejects.toThrow(NoAccess)
      await expect(records.changeClient(ANNA, id as string, () => {})).rejects.toThrow(NoAccess)
      await records.close()
    },
  )

  test('makes 128 bits that come back from their name', () => {
    const id = newId()
    expect(id).toMatch(/^[\w-]{22}$/)
    expect(Buffer.from(nameOf(id) as string, 'hex').toString('base64url')).toBe(id)
  })
})

describe('the key', () => {
  test('is made on the first run, mode 0600, and lies outside the data', async () => {
    const base = await folder()
    await (await recordsIn(base)).close()
    expect((await stat(join(base, 'key', 'master.key'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(base, 'data'))).mode & 0o777).toBe(0o700)
    const inside = recordsIn(base, { keyFile: join(base, 'data', 'sub', 'key') })
    await expect(inside).rejects.toThrow('inside DATA_DIR')
  })

  test('gives a clear error at the start where it is lost or wrong, and changes not a byte', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    await records.createClient(clientOf(ANNA))
    await records.close()
    const before = await filesIn(base)
    await expect(recordsIn(base, { keyFile: join(base, 'other.key') })).rejects.toThrow(/is not there.*Put the key file back/)
    await expect(recordsIn(base, { keyFile: undefined, masterKeys: Buffer.alloc(32, 7).toString('base64') })).rejects.toThrow(
      'another master key',
    )
    await expect(recordsIn(base, { masterKeys: 'abc' })).rejects.toThrow('no readable master key')
    expect(await filesIn(base)).toEqual(before)
  })

  test('warns where others can read it', async () => {
    const base = await folder()
    const warnings: string[] = []
    const open = async () => (await recordsIn(base, { onWarning: (text) => warnings.push(text) })).close()
    await open()
    expect(warnings).toEqual([])
    await chmod(join(base, 'key', 'master.key'), 0o640)
    await open()
    expect(warnings).toEqual([expect.stringContaining('master.key: chmod 600 it')])
  })

  test('names a key file that cannot be read', async () => {
    const base = await folder()
    await (await recordsIn(base)).close()
    const keyFile = join(base, 'key', 'master.key')
    await writeFile(keyFile, 'geen sleutel')
    await chmod(keyFile, 0o600)
    await expect(recordsIn(base)).rejects.toThrow(keyFile)
    expect(await readFile(keyFile, 'utf8')).toBe('geen sleutel')
  })
})

overEachStore('access', (open) => {
  test('refuses what is not theirs and what does not exist alike, and takes as long', async () => {
    const records = await open({ refusalDelay: 30 })
    const client = clientOf(ANNA)
    await records.createClient(client)
    for (const [user, id] of [
      [STRANGER, client.id],
      [ELSEWHERE, client.id],
      [STRANGER, newId()],
      [STRANGER, 'x'],
    ] as const) {
      const start = performance.now()
      const error = await records.client(user, id).catch((reason) => reason)
      expect(error).toBeInstanceOf(NoAccess)
      expect(error.message).toBe(new NoAccess().message)
      expect(performance.now() - start).toBeGreaterThanOrEqual(28)
    }
    await records.close()
  })
})

describe('erasing', () => {
  test('takes the key, the files and the entry; nobody else may', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    const client = clientOf(ANNA)
    await records.createClient(client)
    await expect(records.erase(STRANGER, client.id)).rejects.toThrow(NoAccess)
    await records.erase(ANNA, client.id)
    await expect(records.client(ANNA, client.id)).rejects.toThrow(NoAccess)
    expect((await records.counsellor(ANNA)).clients).toEqual([])
    const names = (await filesIn(join(base, 'data'))).map(({ path }) => path).filter((path) => path.includes(nameOf(client.id) as string))
    expect(names).toEqual([expect.stringContaining(join('keys', 'erased'))])
    await expect(records.createClient(client)).rejects.toThrow('there is or was')
    await records.close()
  })
})

test('writes one file, once, for a turn that records', async () => {
  const base = await folder()
  const records = await recordsIn(base)
  const client = clientOf(ANNA)
  await records.createClient(client)
  await records.client(ANNA, client.id)
  const snapshot = async () =>
    new Map(await Promise.all((await filesIn(join(base, 'data'))).map(async ({ path }) => [path, (await stat(path)).ino] as const)))
  const before = await snapshot()
  await records.changeClient(ANNA, client.id, (draft) => audit(draft, { by: ANNA, at: NOW, did: 'answered', channel: 'test' }))
  const after = await snapshot()
  const changed = [...after].filter(([path, ino]) => before.get(path) !== ino).map(([path]) => path.split('/').at(-1))
  expect(changed.toSorted()).toEqual(['document', 'document.former'])
  await records.close()
})
