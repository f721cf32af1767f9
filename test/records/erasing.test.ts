/** One door for erasing: whoever opens it, the same is done, and whoever remembers a client is told once. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sealedMark } from '../../src/records/erase.ts'
import { nameOf } from '../../src/records/ids.ts'
import type { ClientDocument, ShownCards } from '../../src/records/model.ts'
import type { OpenRecords } from '../../src/records/open.ts'
import { runJob } from '../../src/records/operator/operator.ts'
import { type Erased, NoAccess } from '../../src/records/records.ts'
import { clientOwner, documentOf } from '../../src/records/store.ts'
import { done } from '../support/job.ts'
import { type Keeping, overEachStore } from '../support/stores.ts'
import { ANNA, answer, BERT, CARLA, clientOf, NOW, STRANGER } from './fixtures.ts'

const SHOWN: ShownCards[] = [{ chat: 'chat-anna', activities: ['1', '3'] }]

const ownerOf = ({ id }: ClientDocument) => clientOwner(nameOf(id) as string)

/** The mark of an erasure that went no further. */
const interrupted = ({ context }: OpenRecords, client: ClientDocument) => {
  const { name } = ownerOf(client)
  return context.store.marks.write(name, sealedMark(context, name, { by: ANNA, channel: 'test' }))
}

interface Way {
  /** Erases this client, one way or another. */
  erase: (records: OpenRecords, client: ClientDocument, keeping: Keeping) => Promise<unknown>
  shown: ShownCards[]
}

const WAYS: Record<string, Way> = {
  'its owner': { erase: (records, { id }) => records.erase(ANNA, id, 'test'), shown: SHOWN },
  'the operator': { erase: ({ context }, { id }) => done(runJob(context, 'erase', { id })), shown: SHOWN },
  'the end of the retention period': { erase: ({ context }) => done(runJob(context, 'sweep', {})), shown: SHOWN },
  'the operator, where the file is damaged': {
    async erase({ context }, client, keeping) {
      // so that there is no version to fall back on
      await context.store.write([{ place: documentOf(ownerOf(client)), bytes: Buffer.from('stuk') }], true)
      context.clients.clear()
      await keeping.spoil(documentOf(ownerOf(client)))
      await done(runJob(context, 'erase', { id: client.id }))
    },
    shown: [],
  },
  'whoever meets an interrupted erasure': {
    async erase(records, client) {
      await interrupted(records, client)
      records.context.clients.clear()
      await expect(records.client(ANNA, client.id)).rejects.toThrow(NoAccess)
    },
    shown: SHOWN,
  },
  'the sweep that meets an interrupted erasure, the key half destroyed': {
    async erase(records, client) {
      await interrupted(records, client)
      await records.context.store.keys.write(ownerOf(client), randomBytes(200))
      records.context.clients.clear()
      await done(runJob(records.context, 'sweep', {}))
    },
    shown: [],
  },
}

overEachStore('erased by', (open, keeping) => {
  test.each(Object.entries(WAYS))('tells of it once, when nothing opens it any more: %s', async (_, { erase, shown }) => {
    let now = new Date(NOW)
    const records = await open({ now: () => now })
    const client = clientOf(ANNA, { shown: SHOWN })
    await records.createClient(client)
    await records.share(ANNA, client.id, { to: BERT, right: 'read' }, 'test')
    await records.offer(ANNA, client.id, { to: CARLA, note: '', consent: '2026-05-04', withPrivate: false }, 'test')
    now = new Date('2027-05-04T09:00:00Z')
    const young = clientOf(ANNA, { created: now.toISOString() })
    await records.createClient(young)
    const told: Erased[] = []
    const keys: Promise<boolean>[] = []
    records.onErased((one) => {
      told.push(one)
      keys.push(records.context.store.keys.has(ownerOf(client)))
    })
    await erase(records, client, keeping())
    expect(told).toEqual([{ client: client.id, shown }])
    expect(await Promise.all(keys)).toEqual([false])
    const { store } = records.context
    expect(await store.parts(ownerOf(client))).toEqual([])
    expect(await store.marks.has(ownerOf(client).name)).toBe(true)
    // looked at first: opening the client would take it off the list
    expect((await records.counsellor(ANNA)).clients.map(({ id }) => id)).toEqual([young.id])
    expect((await records.counsellor(BERT)).clients).toEqual([])
    for (const user of [ANNA, BERT]) await expect(records.client(user, client.id)).rejects.toThrow(NoAccess)
    expect(await records.offered(CARLA)).toEqual([])
    await done(runJob(records.context, 'sweep', {}))
    expect(told).toHaveLength(1)
    await records.close()
  })

  test('refuses somebody who may not, and tells nobody', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    const told: Erased[] = []
    records.onErased((one) => told.push(one))
    await expect(records.erase(STRANGER, client.id)).rejects.toThrow(NoAccess)
    await expect(done(runJob(records.context, 'erase', { id: 'A'.repeat(22) }))).rejects.toThrow(NoAccess)
    expect(told).toEqual([])
    await records.close()
  })

  test('erases all the same where a listener fails, tells the others, and puts no word of it into the log', async () => {
    const warnings: string[] = []
    const records = await open({ onWarning: (text) => warnings.push(text) })
    const [one, two] = [clientOf(ANNA), clientOf(ANNA)]
    for (const client of [one, two]) await records.createClient(client)
    await records.changeClient(ANNA, one.id, (draft) => answer(draft, ANNA, 'geheim'))
    const told: string[] = []
    records.onErased(() => {
      throw new RangeError('geheim')
    })
    records.onErased(async () => {
      throw new TypeError('geheim')
    })
    const stop = records.onErased(({ client }) => told.push(client))
    await records.erase(ANNA, one.id)
    stop()
    await records.erase(ANNA, two.id)
    expect(told).toEqual([one.id])
    for (const { id } of [one, two]) await expect(records.client(ANNA, id)).rejects.toThrow(NoAccess)
    expect((await records.counsellor(ANNA)).clients).toEqual([])
    const failed = (name: string) => `something that follows an erasure failed: ${name}`
    expect(warnings.toSorted()).toEqual([failed('RangeError'), failed('RangeError'), failed('TypeError'), failed('TypeError')])
    await records.close()
  })
})
