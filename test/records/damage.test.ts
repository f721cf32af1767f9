/** Files that were cut, changed, swapped, put back or taken away by hand. The other clients go on working. */
import { copyFile, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { counsellorName, nameOf } from '../../src/records/ids.ts'
import type { ClientDocument } from '../../src/records/model.ts'
import type { OpenRecords } from '../../src/records/open.ts'
import { DamagedFile, NoAccess } from '../../src/records/records.ts'
import { readHead, seal } from '../../src/records/seal.ts'
import type { Damage } from '../../src/records/store.ts'
import {
  ANNA,
  answer,
  asideOf,
  clientOf,
  finishedOf,
  folder,
  layoutIn,
  NOW,
  recordsIn,
  removeFolders,
  runOf,
  STRANGER,
} from './fixtures.ts'

afterAll(removeFolders)

let base: string
let records: OpenRecords
let client: ClientDocument
let other: ClientDocument
let damages: Damage[]

const placeOf = (one: ClientDocument): string => layoutIn(base).folder('clients', nameOf(one.id) as string)
const documentOf = (one: ClientDocument): string => join(placeOf(one), 'document')
const texts = async (one: ClientDocument): Promise<string[]> => (await records.client(ANNA, one.id)).notes.map(({ text }) => text)
const say = (one: ClientDocument, text: string) => records.changeClient(ANNA, one.id, (draft) => answer(draft, ANNA, text))

async function restart(): Promise<void> {
  await records?.close()
  damages = []
  records = await recordsIn(base, { onDamage: (damage) => damages.push(damage), now: () => new Date(NOW) })
}

/** As if it had been long ago that these files were read: what is known of their versions stays. */
const forget = (): void => records.context.clients.clear()

beforeEach(async () => {
  base = await folder()
  records = undefined as unknown as OpenRecords
  await restart()
  client = clientOf(ANNA)
  other = clientOf(ANNA, { alias: 'andere' })
  for (const one of [client, other]) {
    await records.createClient(one)
    await say(one, 'eerste')
    await say(one, 'tweede')
  }
  return () => records.close()
})

describe('after the power went', () => {
  test.each(['', 'half'])('passes over a torn temporary file (%j)', async (bytes) => {
    await restart()
    await writeFile(`${documentOf(client)}.new`, bytes)
    expect(await texts(client)).toEqual(['eerste', 'tweede'])
    await say(client, 'derde')
    expect(await texts(client)).toEqual(['eerste', 'tweede', 'derde'])
    expect(damages).toEqual([])
  })

  test.each(['whole', 'torn'])(
    'drops the turn that was not confirmed, quietly, and keeps the one before, between the two renames (the new file %s)',
    async (how) => {
      await restart()
      const document = documentOf(client)
      await copyFile(document, `${document}.new`)
      if (how === 'torn') await truncate(`${document}.new`, 50)
      await rename(document, `${document}.former`)
      expect(await texts(client)).toEqual(['eerste', 'tweede'])
      await say(client, 'derde')
      await restart()
      expect(await texts(client)).toEqual(['eerste', 'tweede', 'derde'])
      expect(damages).toEqual([])
    },
  )

  test('leaves no trace in the list and nothing that opens between entry, file and key of a new client', async () => {
    const half = clientOf(ANNA, { alias: 'half' })
    await records.createClient(half)
    await rm(layoutIn(base).key('clients', nameOf(half.id) as string))
    await restart()
    expect((await records.counsellor(ANNA)).clients.map(({ alias }) => alias)).toEqual(['Zwarte Zee', 'andere'])
    await expect(records.client(ANNA, half.id)).rejects.toThrow(NoAccess)
    expect(damages).toEqual([])
  })

  test('overwrites a finished conversation whose document never came at the next try', async () => {
    const run = runOf({ place: 'eerste poging' })
    const line = { id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW }
    const finish = (place: string) =>
      records.changeClient(ANNA, client.id, (draft, finishedRuns) => {
        draft.finished.push(line)
        finishedRuns.finish(finishedOf(client.id, { ...run, place }))
      })
    const inTheWay = await asideOf(base, documentOf(client))
    await mkdir(inTheWay)
    await expect(finish('eerste poging')).rejects.toThrow()
    expect((await readdir(placeOf(client))).some((file) => file.startsWith(nameOf(run.id) as string))).toBe(true)
    await expect(records.finishedRun(ANNA, client.id, run.id)).rejects.toThrow(NoAccess)
    await rm(inTheWay, { recursive: true })
    await finish('tweede poging')
    expect((await records.finishedRun(ANNA, client.id, run.id)).place).toBe('tweede poging')
  })
})

describe('damage', () => {
  const ways: Record<string, (path: string) => Promise<void>> = {
    'cut short': (path) => truncate(path, 100),
    empty: (path) => truncate(path, 0),
    'one bit changed': async (path) => {
      const bytes = await readFile(path)
      bytes[200] = (bytes[200] as number) ^ 1
      await writeFile(path, bytes)
    },
    'relabelled with another revision': async (path) => {
      const bytes = await readFile(path)
      bytes.writeUIntBE(99, 6, 6)
      await writeFile(path, bytes)
    },
    'replaced by other bytes': (path) => writeFile(path, 'geen dossier'),
    'taken away': (path) => rm(path),
    'a folder in its place': async (path) => {
      await rm(path)
      await mkdir(path)
    },
  }

  test.each(Object.entries(ways))('moves it aside, names it and brings the last good version back: %s', async (_, damage) => {
    await restart()
    await damage(documentOf(client))
    expect(await texts(client)).toEqual(['eerste'])
    expect(await texts(other)).toEqual(['eerste', 'tweede'])
    expect(damages).toEqual([
      { file: expect.stringMatching(/^clients\/..\/.{32}\/document$/), reason: expect.any(String), recovered: true },
    ])
    await say(client, 'opnieuw')
    await restart()
    expect(await texts(client)).toEqual(['eerste', 'opnieuw'])
    expect(damages).toEqual([])
  })

  test('gives a clear error each time beyond repair, keeps it aside with its entry, tells strangers nothing, lets others go on', async () => {
    await restart()
    const bytes = Buffer.from('stuk')
    for (const file of ['document', 'document.former']) await writeFile(join(placeOf(client), file), bytes)
    for (let time = 0; time < 2; time += 1) {
      await expect(texts(client)).rejects.toThrow(DamagedFile)
      await expect(say(client, 'nee')).rejects.toThrow(DamagedFile)
      await expect(records.client(STRANGER, client.id)).rejects.toThrow(NoAccess)
      expect(await texts(other)).toEqual(['eerste', 'tweede'])
      expect((await records.counsellor(ANNA)).clients).toHaveLength(2)
      await restart()
    }
    const aside = await readdir(layoutIn(base).quarantine)
    expect(aside).toEqual([expect.stringMatching(new RegExp(`^clients\\...\\.${nameOf(client.id)}\\.document\\.`))])
    expect(await readFile(join(layoutIn(base).quarantine, aside[0] as string))).toEqual(bytes)
  })

  test('makes the list of a counsellor again from the clients’ files', async () => {
    await records.close()
    const shelf = layoutIn(base).shelf('counsellors')
    const [path] = (await readdir(shelf, { recursive: true })).filter((file) => file.endsWith('document'))
    for (const file of [path, `${path}.former`]) await writeFile(join(shelf, file as string), 'stuk')
    damages = []
    records = await recordsIn(base, { onDamage: (damage) => damages.push(damage) })
    await records.counsellor(ANNA)
    await expect
      .poll(async () => (await records.counsellor(ANNA)).clients.map(({ alias }) => alias).toSorted())
      .toEqual(['Zwarte Zee', 'andere'])
    expect(damages).toHaveLength(1)
    await records.close()
    await restart()
    expect((await records.counsellor(ANNA)).clients).toHaveLength(2)
  })

  test.each(['', '{}', 'one bit'])(
    'makes the keys of a counsellor anew where they are damaged (%j), with the list, and says so',
    async (how) => {
      await records.changeCounsellor(ANNA, (draft) => {
        draft.language = 'fr'
      })
      await records.close()
      const key = layoutIn(base).key('counsellors', counsellorName(records.context.secret, ANNA))
      const bytes = await readFile(key)
      bytes.write('AAAA', bytes.length - 40)
      await writeFile(key, how === 'one bit' ? bytes : how)
      const warnings: string[] = []
      records = await recordsIn(base, { onWarning: (text) => warnings.push(text) })
      await say(client, 'gaat door')
      await expect
        .poll(async () => (await records.counsellor(ANNA)).clients.map(({ alias }) => alias).toSorted())
        .toEqual(['Zwarte Zee', 'andere'])
      expect(warnings).toEqual([expect.stringMatching(/^the key file keys\/counsellors\/.* made anew/)])
      await restart()
      expect((await records.counsellor(ANNA)).clients).toHaveLength(2)
      expect(damages).toEqual([])
    },
  )

  test('leaves keys of a counsellor that a newer version wrote', async () => {
    await records.close()
    const key = layoutIn(base).key('counsellors', counsellorName(records.context.secret, ANNA))
    const newer = (await readFile(key, 'utf8')).replace('"wegwijzerKeys":1', '"wegwijzerKeys":2')
    await writeFile(key, newer)
    await restart()
    await expect(records.counsellor(ANNA)).rejects.toThrow(/newer version/)
    expect(await readFile(key, 'utf8')).toBe(newer)
  })

  test('names a damaged key file, leaves it as it is and lets others go on', async () => {
    await restart()
    const key = layoutIn(base).key('clients', nameOf(client.id) as string)
    await writeFile(key, '{}')
    await expect(texts(client)).rejects.toThrow(/key file keys\/clients.*damaged/)
    expect(await readFile(key, 'utf8')).toBe('{}')
    expect(await texts(other)).toEqual(['eerste', 'tweede'])
  })
})

describe('files put in another’s place', () => {
  test('does not open a client’s file under another’s name', async () => {
    await restart()
    for (const file of ['document', 'document.former']) await copyFile(join(placeOf(other), file), join(placeOf(client), file))
    await expect(texts(client)).rejects.toThrow(DamagedFile)
  })

  test('does not open it with the key file copied along either: the key is bound to its client too', async () => {
    await restart()
    const layout = layoutIn(base)
    await copyFile(layout.key('clients', nameOf(other.id) as string), layout.key('clients', nameOf(client.id) as string))
    for (const file of ['document', 'document.former']) await copyFile(join(placeOf(other), file), join(placeOf(client), file))
    await expect(texts(client)).rejects.toThrow(/not the one its name says/)
  })

  test('does not open one finished conversation for another, or one audit part for another', async () => {
    const runs = [runOf(), runOf()]
    for (const run of runs)
      await records.changeClient(ANNA, client.id, (draft, finishedRuns) => {
        draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
        finishedRuns.finish(finishedOf(client.id, run))
      })
    const [one, two] = runs.map(({ id }) => join(placeOf(client), `${nameOf(id)}-1`)) as [string, string]
    await copyFile(one, two)
    await expect(records.finishedRun(ANNA, client.id, runs[1]?.id as string)).rejects.toThrow(DamagedFile)
    expect((await records.finishedRun(ANNA, client.id, runs[0]?.id as string)).id).toBe(runs[0]?.id)
    await copyFile(one, documentOf(client))
    forget()
    // A former version is no use here: what it replaces is the valid one, so the one before it comes back.
    expect((await texts(client)).at(0)).toBe('eerste')
    expect(damages).toHaveLength(2)
  })

  test('notices an older version put back while the server runs', async () => {
    const old = await readFile(documentOf(client))
    const older = await readFile(`${documentOf(client)}.former`)
    await say(client, 'derde')
    await say(client, 'vierde')
    await writeFile(documentOf(client), old)
    await writeFile(`${documentOf(client)}.former`, older)
    forget()
    await expect(texts(client)).rejects.toThrow(/older version than the one this server knows/)
    expect(damages).toMatchObject([{ recovered: false }])
  })
})

describe('models', () => {
  test('refuses a file from a newer version and leaves it as it is', async () => {
    await restart()
    const path = documentOf(client)
    const { revision } = readHead(await readFile(path))
    const { open } = await openedClient()
    const newer = seal(open.key, { kind: 'client', id: client.id, model: 3, revision: revision + 1 }, Buffer.from('{"model":3}'))
    await writeFile(path, newer)
    forget()
    await expect(texts(client)).rejects.toThrow(/newer version of Wegwijzer/)
    await expect(say(client, 'nee')).rejects.toThrow(/newer version/)
    expect(await readFile(path)).toEqual(newer)
    const newerSeal = Buffer.concat([Buffer.from('WGZ2'), newer.subarray(4)])
    await writeFile(path, newerSeal)
    await expect(texts(client)).rejects.toThrow(/newer version of Wegwijzer/)
    expect(await readFile(path)).toEqual(newerSeal)
    expect(damages).toEqual([])
  })

  const openedClient = async () => {
    const { findClient } = await import('../../src/records/clients.ts')
    return (await findClient(records.context, client.id)) as NonNullable<Awaited<ReturnType<typeof findClient>>>
  }
})
