/** Every action × everybody: what each may, and that nobody else gets a word of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACTIONS, VERBS } from '../../src/features/index.ts'
import type { ActionId } from '../../src/page/button.ts'
import { newId } from '../../src/records/ids.ts'
import { isForReaders } from '../../src/render/read-only.ts'
import type { ActionRight } from '../../src/turn/feature.ts'
import type { Turn } from '../../src/turn/turn.ts'
import { Counsellor, type House, openHouse } from '../support/counsellor.ts'
import { ANNA, actionsOn, BERT, CARLA, DORA, found, keyOf, type Planted, PRIVATE, plantFile, STRANGER, shown } from '../support/files.ts'

const ROLES = {
  owner: ANNA,
  writer: BERT,
  reader: CARLA,
  receiver: DORA,
  stranger: STRANGER,
  'other tenant, same object id': { ...ANNA, tenant: 'tenant-b' },
} satisfies Record<string, Turn['user']>
type Role = keyof typeof ROLES

/** Who has the right that an action declares. */
type Need = ActionRight
const MAY: Record<Need, readonly Role[]> = {
  anyone: ['owner', 'writer', 'reader', 'receiver', 'stranger', 'other tenant, same object id'],
  read: ['owner', 'writer', 'reader'],
  write: ['owner', 'writer'],
  owner: ['owner'],
  receiver: ['receiver'],
}

/** Data that every card of a client carries, whatever the action; what an action does not know it passes over. */
type Data = Record<string, string>
interface Case {
  /** Where it is more than the action declares: it depends on its data. */
  need?: Need
  data?: Data | ((file: Planted, own: string) => Data)
}
const sure = { sure: 'yes' }
const toOwn = (_: Planted, own: string): Data => ({ to: own })

/** By action; a second face (asking first, or with a target) after a space. */
const CASES: Record<string, Case> = {
  home: {},
  welcome: {},
  // Leads back to one's own place; tried before a handover brings the planted file to its receiver.
  'edit.ignore': {},
  help: {},
  language: { data: { language: 'nl' } },
  guide: {},
  clients: {},
  'client.new': {},
  'client.create': { data: { alias: 'Witte Zee', country: 'BE', phase: 'appeal', language: '' } },
  crisis: {},
  discreet: { need: 'read' },
  'client.open': {},
  'client.edit': {},
  'client.update': { data: { phase: 'appeal', language: '' } },
  'client.erase': { data: sure },
  'client.erase asking': {},
  'client.manage': {},
  'client.audit': {},
  'client.export': { data: { show: 'yes', private: 'true' } },
  'client.export asking': {},
  'client.keep': {},
  'share.save': { data: { person: STRANGER.id, right: 'read' } },
  'share.remove': { data: { person: BERT.id } },
  'share.leave': { data: sure },
  'share.leave asking': {},
  handover: {},
  'handover.offer': { data: { person: STRANGER.id, note: 'n', agreed: 'true', date: '2026-03-01' } },
  'handover.withdraw': {},
  'handover.read': {},
  'handover.accept': {},
  'handover.decline': {},
  consent: { data: { state: 'given' } },
  'consent asking': { data: { state: 'withdrawn' } },
  'agreement.done': {},
  'conversation.new': {},
  'conversation.start': { data: { conversation: 'interim', mode: 'during' } },
  'conversation.edit': {},
  'conversation.update': { data: { place: 'elders' } },
  'conversation.resume': {},
  'conversation.here': {},
  'conversation.opening': {},
  'conversation.closed': { data: ({ finished }) => ({ run: finished }) },
  'conversation.card': {},
  answer: {},
  skip: {},
  back: {},
  more: {},
  support: {},
  return: {},
  pause: {},
  finish: { data: sure },
  'finish asking': {},
  overview: {},
  jump: {},
  'ladder.choose': { need: 'read' },
  'ladder.open': {},
  'ladder.edit': {},
  'ladder.save': { data: { goal: 'een huis' } },
  'ladder.ideas': {},
  'ladder.ideas form': { data: { form: 'yes', goal: 'een huis' } },
  'ladder.reached': {},
  'ladder.tick': { data: ({ ladder }) => ({ ladder, reached: '0' }) },
  'ladder.earlier': {},
  'ladder.earlier one': { data: ({ formerLadder }) => ({ ladder: formerLadder }) },
  'ladder.remove': { data: ({ ladder }) => ({ ladder, ...sure }) },
  'ladder.remove asking': { data: ({ ladder }) => ({ ladder }) },
  'ladder.mask': {},
  note: {},
  'note.save': {},
  notes: {},
  'note.remove': { data: ({ note }) => ({ note, ...sure }) },
  'note.remove asking': { data: ({ note }) => ({ note }) },
  'note.remove finished': { data: ({ finishedNote }) => ({ note: finishedNote, ...sure }) },
  'note.told': { data: { told: 'noteSaved' } },
  'note.mask': { data: { note: 'note' } },
  digest: {},
  'digest finished': { data: ({ finished }) => ({ run: finished }) },
  'digest.plain': {},
  answers: {},
  'answers finished': { data: ({ finished }) => ({ run: finished }) },
  'answer.edit': {},
  'answer.edit finished': { data: ({ finished }) => ({ run: finished }) },
  'answer.save': {},
  'answer.save finished': { data: ({ finished }) => ({ run: finished }) },
  'answer.mask': {},
  'answer.move': { need: 'owner', data: toOwn },
  'answer.move asking': {},
  'answer.remove': { data: sure },
  'answer.remove asking': {},
  'run.move': { need: 'owner', data: toOwn },
  'run.move finished': { need: 'owner', data: ({ finished }, own) => ({ run: finished, to: own }) },
  'run.move asking': {},
  'run.remove': { data: sure },
  'run.remove asking': {},
  'was-answer': {},
  'edit.apply': {},
}
const actionOf = (name: string): string => name.split(' ')[0] as string
const REFUSED = ['notAllowed', 'readOnly', 'ownerOnly', 'gone']

let house: House
/** For what must not change it. */
let untouched: Planted
const dids = new Set<string>()
beforeAll(async () => {
  house = await openHouse(undefined, { refusalDelay: 0 })
  untouched = await given(true)
})
afterAll(() => house.close())

const owns = new Map<string, string>()
/** A client of one's own, to move something to. */
async function ownOf(who: Counsellor): Promise<string> {
  const key = keyOf(who.user)
  const own = owns.get(key) ?? (await who.newClient({ alias: 'eigen' }))
  owns.set(key, own)
  return own
}

async function given(offered: boolean): Promise<Planted> {
  const at = '2026-03-10T14:00:00.000Z'
  const by = keyOf(ANNA)
  const file = await plantFile(house, {
    shares: [
      { user: keyOf(BERT), right: 'write', at, by },
      { user: keyOf(CARLA), right: 'read', at, by },
    ],
  })
  if (offered)
    await house.records.offer(
      by,
      file.client,
      { to: keyOf(DORA), note: 'geheimoverdracht', consent: '2026-03-09', withPrivate: false },
      'test',
    )
  // Their lists catch up when they first open it.
  for (const one of [BERT, CARLA]) await house.records.client(keyOf(one), file.client)
  return file
}

async function data(name: string, file: Planted, who: Counsellor): Promise<Data> {
  const { data: more } = CASES[name] as Case
  const all: Data = {
    client: file.client,
    run: file.run,
    visit: file.visit,
    step: file.step,
    agreement: file.agreement,
    conversation: 'what-if',
    guide: 'crisis',
    on: 'false',
    query: '',
    text: 'een nieuw antwoord',
  }
  return { ...all, ...(typeof more === 'function' ? more(file, await ownOf(who)) : more) }
}

it('has a case for every action, and the cards offer no others', () => {
  expect([...new Set(Object.keys(CASES).map(actionOf))].toSorted()).toEqual(Object.keys(ACTIONS).toSorted())
})

describe.each(Object.keys(CASES))('%s', (name) => {
  const need = CASES[name]?.need ?? ACTIONS[actionOf(name) as ActionId].right
  const about = name.startsWith('handover')
  const may = MAY[need]
  const everybody = Object.entries(ROLES) as [Role, Turn['user']][]

  it(`is for ${may.join(', ')}`, async () => {
    for (const [role, user] of everybody.filter(([one]) => may.includes(one))) {
      const file = await given(about)
      const who = new Counsellor(house, user)
      await who.tap(actionOf(name), await data(name, file, who))
      expect(who.replies.length, role).toBeGreaterThan(0)
      expect(
        who.notices().filter((key) => REFUSED.includes(key)),
        role,
      ).toEqual([])
      expect(who.notices(), role).not.toContain('unknownAction')
      const all = JSON.stringify([who.result, shown(who.replies)])
      // Private notes are their author's own: their list and an export with a tick show them, nothing else does.
      const own = name === 'client.export' || (role === 'owner' && /^notes?(\.remove)?/.test(name))
      if (!own) expect(found(all, PRIVATE), role).toEqual([])
      if (role === 'reader' && need !== 'anyone')
        expect(
          actionsOn(who.replies).filter((one) => !isForReaders(one) && one !== 'handover.read'),
          role,
        ).toEqual([])
      if (need === 'anyone' && !MAY.read.includes(role)) expect(found(all), role).toEqual([])
      for (const key of [ANNA, BERT, DORA].map(keyOf))
        for (const { did } of await house.records.audit(key, file.client).catch(() => [])) dids.add(did)
    }
  })

  it('tells and gives nobody else anything', async () => {
    const file = await given(about)
    const before = await house.records.client(keyOf(ANNA), file.client)
    // Who owns the file and accepts it hears that it is theirs already.
    const others = everybody.filter(([one]) => !may.includes(one) && !(name === 'handover.accept' && one === 'owner'))
    for (const [role, user] of others) {
      const who = new Counsellor(house, user)
      const theirs = await data(name, file, who)
      const own = theirs.to && (await house.records.client(keyOf(user), theirs.to))
      const list = (await house.records.counsellor(keyOf(user))).clients.map(({ id }) => id)
      await who.tap(actionOf(name), theirs)
      const line = MAY.read.includes(role) && need !== 'receiver' ? (role === 'reader' ? 'readOnly' : 'ownerOnly') : undefined
      expect(who.notices(), role).toEqual([line ?? expect.stringMatching(/notAllowed|readOnly|ownerOnly|gone/)])
      if (!MAY.read.includes(role)) expect(who.notices(), role).toEqual(['notAllowed'])
      expect(found(JSON.stringify([who.result, shown(who.replies)])), role).toEqual([])
      expect(await house.records.client(keyOf(ANNA), file.client), role).toEqual(before)
      if (own) expect(await house.records.client(keyOf(user), theirs.to as string), role).toEqual(own)
      expect(
        (await house.records.counsellor(keyOf(user))).clients.map(({ id }) => id),
        role,
      ).toEqual(list)
    }
  })

  it('answers a stranger about a file that is there as about one that never was', async () => {
    const file = untouched
    const answers: string[] = []
    for (const client of [file.client, newId()]) {
      const who = new Counsellor(house, { ...STRANGER, id: STRANGER.id.replaceAll('e', 'f') })
      await who.tap(actionOf(name), { ...(await data(name, file, who)), client })
      answers.push(
        JSON.stringify([who.result, shown(who.replies)])
          .replaceAll(client, 'id')
          .replaceAll(/Witte Zee|"[\w-]{22}"/g, ''),
      )
    }
    if (name !== 'client.create') expect(answers[0]).toBe(answers[1])
    expect(found(answers.join())).toEqual([])
  })

  it('says something sensible where no client is named', async () => {
    const who = new Counsellor(house, { tenant: 'tenant-a', id: '99999999-9999-4999-8999-999999999999' })
    const { client: _, ...rest } = await data(name, untouched, who)
    await who.turn({ kind: 'action', action: actionOf(name), data: rest })
    expect(who.replies.length).toBeGreaterThan(0)
    expect(found(JSON.stringify([who.result, shown(who.replies)]))).toEqual([])
  })
})

describe('a group', () => {
  it.each(Object.keys(CASES))('shows nothing of a client at %s, whoever asks', async (name) => {
    const file = untouched
    const before = await house.records.client(keyOf(ANNA), file.client)
    const who = new Counsellor(house, ANNA)
    const theirs = await data(name, file, who)
    who.group = true
    await who.tap(actionOf(name), theirs)
    expect(who.notices()).toEqual(['group'])
    expect(found(JSON.stringify([who.result, shown(who.replies)]))).toEqual([])
    expect(await house.records.client(keyOf(ANNA), file.client)).toEqual(before)
  })
})

it('has words for everything that the audit of these files tells', () => {
  expect(dids.size).toBeGreaterThan(25)
  expect([...dids].filter((did) => !Object.hasOwn(VERBS, did))).toEqual([])
})
