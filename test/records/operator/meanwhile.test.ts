/** What the operator does while something else goes on, and one file that does not fit. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { nameOf } from '../../../src/records/ids.ts'
import type { ClientDocument } from '../../../src/records/model.ts'
import { runJob } from '../../../src/records/operator/operator.ts'
import { rotateKeys } from '../../../src/records/operator/rotate.ts'
import { NoAccess, StoreUnavailable } from '../../../src/records/records.ts'
import { ANNA, BERT, clientOf, folder, layoutIn, recordsIn, removeFolders } from '../fixtures.ts'

afterEach(removeFolders)

type Opened = Awaited<ReturnType<typeof recordsIn>>

async function done<T>(job: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const step = await job.next()
    if (step.done) return step.value
  }
}

async function firstOf(names: AsyncIterable<string>): Promise<string | undefined> {
  for await (const name of names) return name
  return undefined
}

describe('a rotation of keys', () => {
  it.each(['client', 'counsellor'])('loses no %s that is made at the same moment', async (what) => {
    const base = await folder()
    const records = await recordsIn(base)
    await records.createClient(clientOf(ANNA))
    const { keys } = records.context.store
    const real = keys.write
    let held: (() => void) | undefined
    const came = new Promise<void>((arrived) => {
      // the disk takes its time over the first key of what is made
      keys.write = async (of, bytes) => {
        if (held === undefined && of !== 'store' && of.shelf === `${what}s`) {
          await new Promise<void>((free) => {
            held = free
            arrived()
          })
        }
        return real(of, bytes)
      }
    })
    const made = clientOf(what === 'client' ? ANNA : BERT, { alias: 'Nieuwe Zee' })
    const making = records.createClient(made)
    await came
    const rotating = done(rotateKeys(records.context))
    await new Promise((soon) => setTimeout(soon, 100))
    held?.()
    await Promise.all([making, rotating])
    await records.close()
    const again = await recordsIn(base)
    expect((await again.client(made.owner, made.id)).alias).toBe('Nieuwe Zee')
    expect((await again.counsellor(made.owner)).clients.map(({ id }) => id)).toContain(made.id)
    await again.close()
  })
})

describe('one key file from before a rotation', () => {
  async function withOlderKey(
    shelf: 'clients' | 'counsellors',
  ): Promise<{ base: string; records: Opened; all: ClientDocument[]; file: string }> {
    const base = await folder()
    const records = await recordsIn(base)
    const all = [clientOf(ANNA, { alias: 'een' }), clientOf(BERT, { alias: 'twee' })]
    for (const one of all) await records.createClient(one)
    const name = shelf === 'clients' ? (nameOf(all[0]!.id) as string) : await firstOf(records.context.store.keys.names(shelf))
    const file = layoutIn(base).key(shelf, name as string)
    copyFileSync(file, join(base, 'older'))
    await done(rotateKeys(records.context))
    await records.close()
    copyFileSync(file, join(base, 'right'))
    copyFileSync(join(base, 'older'), file)
    return { base, records: await recordsIn(base), all, file }
  }

  it('stops nobody else: it is named, the rest is read, swept and backed up, and its client can be erased', async () => {
    const { base, records, all } = await withOlderKey('clients')
    const [one, other] = all as [ClientDocument, ClientDocument]
    await expect(records.client(ANNA, one.id)).rejects.toMatchObject({ name: 'DamagedFile' })
    expect((await records.client(BERT, other.id)).alias).toBe('twee')
    expect(await records.expiring(ANNA)).toEqual([])
    const job = (name: string, args = {}): Promise<unknown> => done(runJob(records.context, name as never, args as never))
    expect(await job('sweep')).toMatchObject({ looked: 2, damaged: 1 })
    expect(await job('backup', { file: join(base, 'archive') })).toMatchObject({ clients: 1, damaged: [one.id] })
    expect(await job('keys rotate')).toMatchObject({ damaged: [expect.stringContaining('keys/clients/')] })
    await job('erase', { id: one.id })
    expect(await job('verify')).toMatchObject({ clients: 1, faults: 0 })
    await records.close()
  })

  it('of a counsellor loses nothing of theirs: put right again, it is all there', async () => {
    const { base, records, all, file } = await withOlderKey('counsellors')
    const read = await Promise.allSettled([records.counsellor(ANNA), records.counsellor(BERT)])
    expect(read.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const job = (name: string, args = {}): Promise<unknown> => done(runJob(records.context, name as never, args as never))
    expect(await job('sweep')).toMatchObject({ looked: 2, erased: 0 })
    expect(await job('verify')).toMatchObject({ clients: 2, faults: 1 })
    await records.close()
    copyFileSync(join(base, 'right'), file)
    const warnings: string[] = []
    const again = await recordsIn(base, { onWarning: (line) => warnings.push(line) })
    for (const { owner, id } of all) expect((await again.counsellor(owner)).clients.map((entry) => entry.id)).toEqual([id])
    expect(warnings).toEqual([])
    await again.close()
  })
})

describe('a disk that fails in the middle of an erasure', () => {
  it.each(['destroy', 'remove'] as const)('with the key gone the client is erased, and all are told (%s)', async (what) => {
    const base = await folder()
    const records = await recordsIn(base)
    const one = clientOf(ANNA, { alias: 'een' })
    await records.createClient(one)
    const told: string[] = []
    records.onErased(({ client }) => void told.push(client))
    const { store } = records.context
    const [destroy, remove] = [store.keys.destroy, store.remove]
    if (what === 'destroy')
      store.keys.destroy = async (of) => {
        await destroy(of)
        throw new StoreUnavailable('no handles left')
      }
    else store.remove = () => Promise.reject(new StoreUnavailable('no handles left'))
    await records.erase(ANNA, one.id, 'test')
    expect(told).toEqual([one.id])
    expect((await records.counsellor(ANNA)).clients).toEqual([])
    await expect(records.client(ANNA, one.id)).rejects.toThrow(NoAccess)
    Object.assign(store, { remove })
    store.keys.destroy = destroy
    expect(await done(runJob(records.context, 'sweep', {} as never))).toMatchObject({ looked: 0 })
    expect(await done(runJob(records.context, 'verify', {} as never))).toMatchObject({ clients: 0, faults: 0 })
    await records.close()
  })

  it('takes along a key of theirs that was set aside, and nobody else’s', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    const layout = layoutIn(base)
    const two = [clientOf(ANNA, { alias: 'een' }), clientOf(ANNA, { alias: 'twee' })]
    mkdirSync(layout.quarantine, { recursive: true })
    const asides: string[] = []
    for (const one of two) {
      await records.createClient(one)
      const name = nameOf(one.id) as string
      asides.push(`keys.clients.${name.slice(0, 2)}.${name}.20260504T090000000Z`)
      copyFileSync(layout.key('clients', name), join(layout.quarantine, asides.at(-1)!))
    }
    await records.erase(ANNA, two[0]!.id, 'test')
    expect(readdirSync(layout.quarantine)).toEqual([asides[1]])
    await records.close()
  })

  it('with the key still there nothing has happened', async () => {
    const records = await recordsIn(await folder())
    const one = clientOf(ANNA, { alias: 'een' })
    await records.createClient(one)
    const { keys } = records.context.store
    const { destroy } = keys
    keys.destroy = () => Promise.reject(new StoreUnavailable('no handles left'))
    await expect(records.erase(ANNA, one.id, 'test')).rejects.toThrow(StoreUnavailable)
    keys.destroy = destroy
    await records.close()
  })
})

describe('at the same moment', () => {
  it('a backup goes on while clients are made', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    let going = true
    const making = (async () => {
      while (going) await records.createClient(clientOf(ANNA))
    })()
    const backups: unknown[] = []
    for (let n = 0; n < 12; n++) backups.push(await done(runJob(records.context, 'backup', { file: join(base, `archive-${n}`) } as never)))
    going = false
    await making
    expect(backups).toEqual(backups.map(() => expect.objectContaining({ damaged: [] })))
    await records.close()
  })

  it('two sweeps end well', async () => {
    const records = await recordsIn(await folder())
    const sweep = (): Promise<unknown> => done(runJob(records.context, 'sweep', {} as never))
    for (let n = 0; n < 30; n++) await Promise.all([sweep(), sweep(), sweep()])
    expect(await records.ready()).toBe(true)
    await records.close()
  })
})
