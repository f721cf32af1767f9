/** How long a file is kept, what of it goes to the client, and how it goes for good. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAssistant } from '../../src/assistant/create.ts'
import { runJob } from '../../src/records/operator/operator.ts'
import type { SentCard } from '../../src/turn/turn.ts'
import { boxes, Counsellor, content, type House, openHouse } from '../support/counsellor.ts'
import { ANNA, actionsOn, BERT, found, keyOf, PLANTED, PRIVATE, plantFile, shown, textOf } from '../support/files.ts'
import { done } from '../support/job.ts'

let now: Date
let house: House
let anna: Counsellor
beforeEach(async () => {
  now = new Date('2026-03-10T14:00:00Z')
  house = await openHouse(() => now)
  anna = new Counsellor(house, ANNA)
})
afterEach(() => house.close())

const opened = (who = anna) => who.turn({ kind: 'opened', back: false })

describe('retention', () => {
  it('tells the owner from a month before, at the greeting and at home, with what to do about it', async () => {
    const { client } = await plantFile(house)
    const quiet = await plantFile(house, { alias: 'blijft' })
    await anna.tap('share.save', { client, person: BERT.id, right: 'write' })
    now = new Date('2027-02-09T14:00:00Z')
    await anna.start(quiet.client, 'interim')
    await opened()
    expect(anna.see('home').expiring).toBeUndefined()
    now = new Date('2027-02-10T14:00:00Z')
    await opened()
    expect(anna.see('home').expiring).toEqual([{ client: { id: client, alias: PLANTED.alias }, due: '2027-03-10' }])
    expect(textOf(anna.replies)).toContain('10 maart 2027')
    expect(actionsOn(anna.replies)).toEqual(expect.arrayContaining(['client.keep', 'client.open']))
    await anna.tap('home')
    expect(anna.see('home').expiring).toHaveLength(1)
    const bert = new Counsellor(house, BERT)
    await opened(bert)
    expect(bert.see('home').expiring).toBeUndefined()
    await anna.tap('client.keep', { client })
    expect(anna.replies[0]?.before).toEqual({ key: 'keptLonger', values: { day: '2028-02-10' } })
    expect(anna.see('home').expiring).toBeUndefined()
  })

  it('no longer tells of a file in which a talk was held since', async () => {
    const { client } = await plantFile(house)
    now = new Date('2027-02-20T14:00:00Z')
    await anna.tap('home')
    expect(anna.see('home').expiring).toHaveLength(1)
    await anna.start(client, 'interim')
    await anna.tap('home')
    expect(anna.see('home').expiring).toBeUndefined()
  })

  it('reads every own file when somebody opens the chat, otherwise once a day', async () => {
    await plantFile(house)
    let looks = 0
    const expiring: House['records']['expiring'] = (user) => {
      looks += 1
      return house.records.expiring(user)
    }
    house.assistant = createAssistant({ content, records: { ...house.records, expiring }, boxes, now: () => now })
    for (let n = 0; n < 5; n++) await anna.tap('home')
    expect(looks).toBe(1)
    await opened()
    expect(looks).toBe(2)
    await anna.tap('home')
    expect(looks).toBe(2)
    now = new Date(now.getTime() + 86_400_000)
    await anna.tap('home')
    await anna.tap('home')
    expect(looks).toBe(3)
  })

  it('shows no alias while discreet', async () => {
    await plantFile(house)
    now = new Date('2027-02-20T14:00:00Z')
    await anna.tap('discreet', { on: 'true' })
    await opened()
    expect(anna.see('home').expiring).toHaveLength(1)
    expect(found(textOf(anna.replies))).toEqual([])
  })
})

describe('consent withdrawn', () => {
  it('records nothing more, says so, and offers to erase', async () => {
    const { client, run } = await plantFile(house)
    await anna.tap('conversation.resume', { client, run })
    const card = anna.here()
    await anna.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    expect(anna.notices()).toEqual(['consentWithdrawn'])
    expect(textOf(anna.replies)).toContain('Er komt niets nieuws meer bij')
    const ways = shown(anna.replies).flatMap(({ page }) => page.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : [])))
    expect(ways.find(({ action }) => action === 'client.erase')).toMatchObject({ danger: true })
    await anna.tap('answer', { ...card, text: 'na het intrekken' })
    await anna.tap('note.save', { client, text: 'na het intrekken' })
    expect(anna.notices()).toContain('nothingKept')
    expect(JSON.stringify(await house.records.client(keyOf(ANNA), client))).not.toContain('na het intrekken')
  })

  it('leaves erasing to the owner', async () => {
    const { client } = await plantFile(house)
    await anna.tap('share.save', { client, person: BERT.id, right: 'write' })
    const bert = new Counsellor(house, BERT)
    await bert.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    await bert.tap('client.open', { client })
    expect(actionsOn(bert.replies)).not.toContain('client.erase')
    expect(textOf(bert.replies)).toContain('Wissen kan alleen wie het dossier beheert')
  })
})

describe('everything held, for the client', () => {
  it('asks about private notes first, then gives all of it as text, word for word', async () => {
    const { client } = await plantFile(house)
    await anna.tap('client.export', { client })
    expect(found(textOf(anna.replies)).filter((word) => word !== PLANTED.alias)).toEqual([])
    expect(anna.see('export-form')).toBeTruthy()
    await anna.tap('client.export', { client, show: 'yes', private: 'false' })
    const [everything, line] = shown(anna.replies)
    expect(everything?.card).toBeUndefined()
    const open = Object.values(PLANTED).filter((word) => !PRIVATE.includes(word) && word !== PLANTED.handover)
    expect(found(everything?.text ?? '', open)).toEqual(open)
    expect(found(everything?.text ?? '', PRIVATE)).toEqual([])
    expect(everything?.text).toContain('Wat we over u bewaren')
    expect(line?.text).toContain(`npx wegwijzer export ${client} --html nl`)
    await anna.tap('client.export', { client, show: 'yes', private: 'true' })
    expect(found(textOf(anna.replies), PRIVATE)).toEqual(PRIVATE)
    expect((await house.records.audit(keyOf(ANNA), client)).filter(({ did }) => did === 'exported')).toHaveLength(2)
  })

  it('names no colleague and no object id', async () => {
    const { client } = await plantFile(house)
    const bert = new Counsellor(house, BERT)
    await bert.tap('home')
    await anna.tap('share.save', { client, person: BERT.id, right: 'write' })
    await bert.tap('client.open', { client })
    await anna.tap('client.export', { client, show: 'yes' })
    const text = shown(anna.replies)[0]?.text ?? ''
    expect(text).toContain('collega 1')
    expect(text).not.toMatch(/Bert|Claes|Anna|Peeters|bbbbbbbb|aaaaaaaa/)
  })

  it('shows nothing while discreet', async () => {
    const { client } = await plantFile(house)
    await anna.tap('discreet', { on: 'true' })
    await anna.tap('client.export', { client, show: 'yes', private: 'true' })
    expect(found(textOf(anna.replies))).toEqual([])
    expect(JSON.stringify(anna.replies)).not.toContain(PLANTED.answer)
  })
})

describe('erasing', () => {
  it('says what goes and what stays, then erases for everybody', async () => {
    const { client } = await plantFile(house)
    await anna.tap('share.save', { client, person: BERT.id, right: 'read' })
    await anna.tap('client.erase', { client })
    expect(textOf(anna.replies)).toMatch(/gesprekken, notities en afspraken.*reservekopie.*Teams/s)
    expect(anna.result).not.toHaveProperty('erased')
    await anna.tap('client.erase', { client, sure: 'yes' })
    expect(anna.notices()).toContain('erased')
    expect(textOf(anna.replies)).toMatch(/gewist.*Teams/s)
    expect(anna.see('home').clients).toEqual([])
    const bert = new Counsellor(house, BERT)
    await bert.tap('client.open', { client })
    expect(bert.notices()).toEqual(['notAllowed'])
    await bert.tap('home')
    expect(bert.see('home').clients).toEqual([])
  })

  it('answers a retry from before with none of the words', async () => {
    const { client, run } = await plantFile(house)
    await anna.tap('digest', { client, run }, 'before-1')
    expect(found(JSON.stringify(anna.result))).toContain(PLANTED.answer)
    await anna.tap('client.erase', { client, sure: 'yes' }, 'erase-1')
    await anna.tap('digest', { client, run }, 'before-1')
    expect(found(JSON.stringify(anna.result))).toEqual([])
    await anna.tap('client.erase', { client, sure: 'yes' }, 'erase-1')
    expect(anna.notices()).toContain('erased')
  })

  it.each<[string, (client: string) => Promise<unknown>]>([
    ['on the command line', (id) => done(runJob(house.records.context, 'erase', { id }))],
    [
      'at the end of the retention period',
      () => {
        now = new Date('2027-03-11T14:00:00Z')
        return done(runJob(house.records.context, 'sweep', { yes: true }))
      },
    ],
  ])('answers a retry with none of the words after it was erased %s', async (_how, erase) => {
    const { client, run } = await plantFile(house)
    const turns = [
      ['at-1', 'home', {}],
      ['at-2', 'client.open', { client }],
      ['at-3', 'digest', { client, run }],
    ] as const
    for (const [id, action, data] of turns) {
      await anna.tap(action, data, id)
      expect(found(JSON.stringify(anna.result))).not.toEqual([])
    }
    await erase(client)
    for (const [id, action, data] of turns) {
      await anna.tap(action, data, id)
      expect(found(JSON.stringify(anna.result))).toEqual([])
    }
  })

  it('names the cards that a channel sent before a restart, those of colleagues too', async () => {
    const { client, run, visit, step } = await plantFile(house)
    const other = await plantFile(house, { alias: 'andere' })
    await anna.tap('share.save', { client, person: BERT.id, right: 'write' })
    let id = 0
    const note = (user: typeof ANNA, conversation: string, sent: SentCard[], text: string) =>
      house.assistant.handle({
        id: `card-${++id}`,
        channel: 'msteams',
        user,
        chat: { id: conversation, group: false },
        input: { kind: 'action', action: 'answer', data: { client, run, visit, step, text } },
        sent,
      })
    await note(
      ANNA,
      'chat-anna',
      [
        { activity: '1', clients: [client] },
        { activity: '2', clients: [other.client] },
      ],
      'een',
    )
    await note(
      ANNA,
      'chat-anna',
      [
        { activity: '1', clients: [client] },
        { activity: '3', clients: [other.client, client] },
      ],
      'twee',
    )
    await note(BERT, 'chat-bert', [{ activity: '4', clients: [client] }], 'drie')
    await house.restart()
    anna.house = house
    const told: unknown[] = []
    house.records.onErased((erased) => told.push(erased))
    await anna.tap('client.erase', { client, sure: 'yes' })
    const shown = [
      { chat: 'chat-anna', activities: ['1', '3'] },
      { chat: 'chat-bert', activities: ['4'] },
    ]
    expect(told).toEqual([{ client, shown }])
  })

  it('remembers the latest hundred cards of a client', async () => {
    const { client } = await plantFile(house)
    for (let turn = 0; turn < 12; turn++)
      await house.assistant.handle({
        id: `many-${turn}`,
        channel: 'msteams',
        user: ANNA,
        chat: { id: turn === 0 ? 'chat-old' : 'chat-anna', group: false },
        input: { kind: 'action', action: 'note.save', data: { client, text: `notitie ${turn}` } },
        sent: Array.from({ length: 10 }, (_, n) => ({ activity: `${turn}-${n}`, clients: [client] })),
      })
    const { shown: kept } = await house.records.client(keyOf(ANNA), client)
    expect(kept?.map(({ chat, activities }) => [chat, activities.length])).toEqual([['chat-anna', 100]])
    expect(kept?.[0]?.activities.at(-1)).toBe('11-9')
  })
})
