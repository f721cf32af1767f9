/** Random operations of several people at the same time, beside a simple model: after each round, the store says what the model says. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditFault } from '../../src/records/audit.ts'
import type { UserKey } from '../../src/records/model.ts'
import type { OpenRecords } from '../../src/records/open.ts'
import { NoAccess } from '../../src/records/records.ts'
import { KEEPINGS } from '../support/stores.ts'
import { ANNA, answer, BERT, CARLA, clientOf, finishedOf, NOW, runOf } from './fixtures.ts'

const PEOPLE = [ANNA, BERT, CARLA]

/** What is known of one client, without any file, lock or key. */
interface Modelled {
  owner: UserKey
  shares: Map<UserKey, 'read' | 'write'>
  offered?: UserKey
  texts: string[]
  finished: number
  alias: string
  erased: boolean
}

interface World {
  records: OpenRecords
  ids: string[]
  model: Map<string, Modelled>
  count: number
}

type Operation = {
  what: 'answer' | 'fail' | 'finish' | 'rename' | 'share' | 'unshare' | 'offer' | 'accept' | 'erase' | 'read'
  who: number
  whom: number
  client: number
  write: boolean
}

const operation: fc.Arbitrary<Operation> = fc.record({
  what: fc.oneof(
    { weight: 8, arbitrary: fc.constant('answer' as const) },
    { weight: 2, arbitrary: fc.constantFrom('read' as const, 'finish' as const, 'share' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'fail' as const,
        'rename' as const,
        'unshare' as const,
        'offer' as const,
        'accept' as const,
        'erase' as const,
      ),
    },
  ),
  who: fc.nat(2),
  whom: fc.nat(2),
  client: fc.nat(2),
  write: fc.boolean(),
})

const isOwner = (one: Modelled, user: UserKey): boolean => !one.erased && one.owner === user
const mayWrite = (one: Modelled, user: UserKey): boolean => isOwner(one, user) || (!one.erased && one.shares.get(user) === 'write')
const mayRead = (one: Modelled, user: UserKey): boolean => isOwner(one, user) || (!one.erased && one.shares.has(user))

/**
 * Starts an operation. Operations on one client take effect in the order they were started, so the model may change at once; what it
 * allows is what the store must allow.
 */
function start(world: World, { what, who, whom, client, write }: Operation): Promise<void> {
  const { records, model } = world
  const [user, other] = [PEOPLE[who], PEOPLE[whom]] as [UserKey, UserKey]
  const id = world.ids[client] as string
  const one = model.get(id) as Modelled
  world.count += 1
  const text = `${what} ${world.count}`
  const expected = (allowed: boolean, work: Promise<unknown>): Promise<void> =>
    work.then(
      () => expect([what, 'allowed']).toEqual([what, allowed ? 'allowed' : 'refused']),
      (error) => {
        if (!(error instanceof NoAccess)) throw error
        expect([what, 'refused']).toEqual([what, allowed ? 'allowed' : 'refused'])
      },
    )
  switch (what) {
    case 'answer': {
      const allowed = mayWrite(one, user)
      if (allowed) one.texts.push(text)
      return expected(
        allowed,
        records.changeClient(user, id, (draft) => answer(draft, user, text)),
      )
    }
    case 'fail': {
      const allowed = mayWrite(one, user)
      const work = records.changeClient(user, id, (draft) => {
        answer(draft, user, 'must not be kept')
        throw new RangeError('on purpose')
      })
      return expected(
        allowed,
        work.catch((error) => (error instanceof RangeError ? undefined : Promise.reject(error))),
      )
    }
    case 'finish': {
      const allowed = mayWrite(one, user)
      if (allowed) one.finished += 1
      const run = runOf()
      const work = records.changeClient(user, id, (draft, finishedRuns) => {
        draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
        finishedRuns.finish(finishedOf(id, run))
      })
      return expected(allowed, work)
    }
    case 'rename': {
      const allowed = mayWrite(one, user)
      if (allowed) one.alias = text
      const work = records.changeClient(user, id, (draft) => {
        draft.alias = text
      })
      return expected(allowed, work)
    }
    case 'share': {
      const allowed = isOwner(one, user) && other !== user
      if (allowed) one.shares.set(other, write ? 'write' : 'read')
      return expected(allowed, records.share(user, id, { to: other, right: write ? 'write' : 'read' }, 'test'))
    }
    case 'unshare': {
      const allowed = isOwner(one, user) || (user === other && mayRead(one, user))
      if (allowed) one.shares.delete(other)
      return expected(allowed, records.unshare(user, id, other, 'test'))
    }
    case 'offer': {
      const allowed = isOwner(one, user) && other !== user
      if (allowed) one.offered = other
      return expected(allowed, records.offer(user, id, { to: other, note: '', consent: '2026-05-04', withPrivate: false }, 'test'))
    }
    case 'accept': {
      const allowed = !one.erased && one.offered === user
      if (allowed) {
        one.owner = user
        one.shares.delete(user)
        one.offered = undefined
      }
      return expected(allowed, records.accept(user, id, 'test'))
    }
    case 'erase': {
      const allowed = isOwner(one, user)
      if (allowed) one.erased = true
      return expected(allowed, records.erase(user, id, 'test'))
    }
    default:
      return expected(mayRead(one, user), records.client(user, id))
  }
}

async function compare({ records, model }: World): Promise<void> {
  for (const [id, one] of model) {
    for (const user of PEOPLE) {
      const document = await records.client(user, id).catch((error) => error)
      if (!mayRead(one, user)) {
        expect(document).toBeInstanceOf(NoAccess)
        continue
      }
      expect(document.notes.map(({ text }: { text: string }) => text)).toEqual(one.texts)
      expect(document.alias).toBe(one.alias)
      expect(document.finished).toHaveLength(one.finished)
      expect(document.owner).toBe(one.owner)
      for (const line of document.finished) expect((await records.finishedRun(user, id, line.id)).client).toBe(id)
    }
    if (!one.erased) expect(auditFault(await records.client(one.owner, id), await records.audit(one.owner, id))).toBeUndefined()
  }
  for (const user of PEOPLE) {
    const list = (await records.counsellor(user)).clients
    const theirs = [...model].filter(([, one]) => mayRead(one, user))
    expect(new Map(list.map(({ id, alias }) => [id, alias]))).toEqual(new Map(theirs.map(([id, one]) => [id, one.alias])))
    expect(list).toHaveLength(theirs.length)
  }
}

test.each(Object.entries(KEEPINGS))(
  'says what a simple model says, whatever several people do at the same time (%s)',
  { timeout: 300_000 },
  async (_, keep) => {
    const rounds = fc.array(fc.array(operation, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(rounds, fc.boolean(), async (batches, small) => {
        const keeping = await keep()
        const open = () => keeping.records({ kept: small ? 1 : 256, now: () => new Date(NOW) })
        const world: World = { records: await open(), ids: [], model: new Map(), count: 0 }
        for (const owner of PEOPLE) {
          const client = clientOf(owner)
          await world.records.createClient(client)
          world.ids.push(client.id)
          world.model.set(client.id, { owner, shares: new Map(), texts: [], finished: 0, alias: client.alias, erased: false })
        }
        for (const batch of batches) {
          // All at once; on each client they are carried out in the order they came.
          await Promise.all(batch.map((one) => start(world, one)))
          await compare(world)
          await world.records.close()
          world.records = await open()
          await compare(world)
        }
        await world.records.close()
        await keeping.end()
      }),
      { numRuns: Number(process.env.RUNS ?? 25) },
    )
  },
)
