/** Every action × every role: what each may, on a real store. */
import { afterAll, describe, expect, test } from 'vitest'
import { newId } from '../../src/records/ids.ts'
import type { UserKey } from '../../src/records/model.ts'
import type { OpenRecords } from '../../src/records/open.ts'
import { NoAccess } from '../../src/records/records.ts'
import { KEEPINGS, overEachStore } from '../support/stores.ts'
import { ANNA, answer, BERT, CARLA, clientOf, ELSEWHERE, finishedOf, NOW, runOf, STRANGER } from './fixtures.ts'

const DORA = 'tenant-a|dora'
const RECEIVER = 'tenant-a|receiver'
const EXTRA = 'tenant-a|extra'
const FORMER = 'tenant-a|former'

const ROLES = {
  owner: ANNA,
  writer: BERT,
  reader: CARLA,
  stranger: STRANGER,
  'other tenant, same object id': ELSEWHERE,
  'guest (own tenant in front)': 'tenant-g|anna',
  'changed Teams name': 'tenant-a|Anna Janssens',
  'case of the object id changed': 'tenant-a|ANNA',
  'no object id': 'tenant-a|',
  'access taken back': FORMER,
  'receiver of an open offer': RECEIVER,
} satisfies Record<string, UserKey>
type Role = keyof typeof ROLES

interface Case {
  records: OpenRecords
  client: string
  run: string
}

const ACTIONS: Record<string, { may: Role[]; act: (given: Case, user: UserKey) => Promise<unknown> }> = {
  read: { may: ['owner', 'writer', 'reader'], act: ({ records, client }, user) => records.client(user, client) },
  'read a finished conversation': {
    may: ['owner', 'writer', 'reader'],
    act: ({ records, client, run }, user) => records.finishedRun(user, client, run),
  },
  opened: { may: ['owner', 'writer', 'reader'], act: ({ records, client }, user) => records.opened(user, client, 'test') },
  change: {
    may: ['owner', 'writer'],
    act: ({ records, client }, user) => records.changeClient(user, client, (draft) => answer(draft, user, 'ja')),
  },
  'correct a finished conversation': {
    may: ['owner', 'writer'],
    act: ({ records, client, run }, user) =>
      records.changeClient(user, client, (_, finishedRuns) => finishedRuns.rewrite(finishedOf(client, runOf({ id: run })))),
  },
  'who did what': { may: ['owner', 'writer'], act: ({ records, client }, user) => records.audit(user, client) },
  share: { may: ['owner'], act: ({ records, client }, user) => records.share(user, client, { to: DORA, right: 'write' }, 'test') },
  'raise the own right': { may: [], act: ({ records, client }, user) => records.share(user, client, { to: user, right: 'write' }, 'test') },
  'take back': { may: ['owner'], act: ({ records, client }, user) => records.unshare(user, client, EXTRA, 'test') },
  leave: { may: ['owner', 'writer', 'reader'], act: ({ records, client }, user) => records.unshare(user, client, user, 'test') },
  offer: {
    may: ['owner'],
    act: ({ records, client }, user) =>
      records.offer(user, client, { to: DORA, note: '', consent: '2026-05-04', withPrivate: false }, 'test'),
  },
  'close the offer': {
    may: ['owner', 'receiver of an open offer'],
    act: ({ records, client }, user) => records.closeOffer(user, client, 'test'),
  },
  accept: { may: ['receiver of an open offer'], act: ({ records, client }, user) => records.accept(user, client, 'test') },
  'keep longer': { may: ['owner'], act: ({ records, client }, user) => records.keepLonger(user, client, 'test') },
  export: { may: ['owner'], act: ({ records, client }, user) => records.exportFor(user, client, { withPrivate: true }, 'test') },
  erase: { may: ['owner'], act: ({ records, client }, user) => records.erase(user, client, 'test') },
}

async function given(records: OpenRecords): Promise<Case> {
  const client = clientOf(ANNA)
  const run = runOf()
  await records.createClient(client)
  await records.changeClient(ANNA, client.id, (draft, finishedRuns) => {
    draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
    finishedRuns.finish(finishedOf(client.id, run))
  })
  await records.share(ANNA, client.id, { to: BERT, right: 'write' }, 'test')
  await records.share(ANNA, client.id, { to: CARLA, right: 'read' }, 'test')
  await records.share(ANNA, client.id, { to: EXTRA, right: 'read' }, 'test')
  await records.share(ANNA, client.id, { to: FORMER, right: 'write' }, 'test')
  await records.unshare(ANNA, client.id, FORMER, 'test')
  await records.offer(ANNA, client.id, { to: RECEIVER, note: 'twee gesprekken', consent: '2026-05-04', withPrivate: false }, 'test')
  return { records, client: client.id, run: run.id }
}

describe.each(Object.entries(KEEPINGS))('access (%s)', async (_, keep) => {
  const keeping = await keep()
  const records = await keeping.records({ now: () => new Date(NOW) })
  afterAll(async () => {
    await records.close()
    await keeping.end()
  })
  describe.each(Object.entries(ACTIONS))('%s', (_, { may, act }) => {
    // who is refused changes nothing, so one file serves them all
    let closed: Promise<Case> | undefined
    const oneFile = () => (closed ??= given(records))

    test.each(Object.entries(ROLES))('allows or refuses the %s', async (role, user) => {
      const allowed = may.includes(role as Role)
      const file = await (allowed ? given(records) : oneFile())
      const before = await records.client(ANNA, file.client)
      const outcome = await act(file, user).then(
        () => 'done',
        (error) => error,
      )
      if (allowed) {
        expect(outcome).toBe('done')
        return
      }
      expect(outcome).toBeInstanceOf(NoAccess)
      expect(outcome.message).toBe(new NoAccess().message)
      expect(await records.client(ANNA, file.client)).toEqual(before)
    })

    test('refuses everybody on an id that was never given out', async () => {
      const file = await oneFile()
      for (const user of Object.values(ROLES)) await expect(act({ ...file, client: newId() }, user)).rejects.toThrow(NoAccess)
    })
  })
})

overEachStore('lists', (open) => {
  test('gives nothing to another tenant, or to nobody', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    for (const to of [ELSEWHERE, 'tenant-a|', 'tenant-a', '', ANNA]) {
      await expect(records.share(ANNA, client.id, { to, right: 'read' }, 'test')).rejects.toThrow(NoAccess)
      await expect(records.offer(ANNA, client.id, { to, note: '', consent: '2026-05-04', withPrivate: false }, 'test')).rejects.toThrow(
        NoAccess,
      )
    }
    await expect(records.createClient(clientOf(ANNA, { tenant: 'tenant-b' }))).rejects.toThrow('another tenant')
    await records.close()
  })

  test('lists what somebody may see, also after it was taken back or erased', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    const listOf = async (user: UserKey) => (await records.counsellor(user)).clients.map(({ id }) => id)
    await records.share(ANNA, client.id, { to: BERT, right: 'read' }, 'test')
    await records.share(ANNA, client.id, { to: CARLA, right: 'read' }, 'test')
    expect(await listOf(BERT)).toEqual([client.id])
    await records.unshare(ANNA, client.id, BERT, 'test')
    expect(await listOf(BERT)).toEqual([])
    await records.erase(ANNA, client.id, 'test')
    expect(await listOf(ANNA)).toEqual([])
    expect(await listOf(CARLA)).toEqual([])
    await records.close()
  })
})
