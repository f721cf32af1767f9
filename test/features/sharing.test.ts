import { describe, expect } from 'vitest'
import { isForReaders } from '../../src/render/read-only.ts'
import { Counsellor, type House } from '../support/counsellor.ts'
import {
  ANNA,
  actionsOn,
  BERT,
  CARLA,
  DORA,
  found,
  keyOf,
  PLANTED,
  type Planted,
  PRIVATE,
  plantFile,
  STRANGER,
  shown,
  textOf,
} from '../support/files.ts'
import { it as inHouse } from '../support/house.ts'

const shareBy =
  (anna: Counsellor, file: Planted) =>
  (right: string, person = BERT.id) =>
    anna.tap('share.save', { client: file.client, person, right })
const documentIn = (house: House, file: Planted) => () => house.records.client(keyOf(ANNA), file.client)

const it = inHouse
  .extend('anna', ({ house }) => new Counsellor(house, ANNA))
  .extend('bert', ({ house }) => new Counsellor(house, BERT))
  .extend('file', ({ house }) => plantFile(house))
  .extend('share', ({ anna, file }) => shareBy(anna, file))
  .extend('document', ({ file, house }) => documentIn(house, file))

describe('sharing', () => {
  it('gives a colleague a file to read, without private notes or any button that writes', async ({ anna, bert, file, share }) => {
    await bert.turn({ kind: 'opened', back: false })
    await share('read', BERT.id.toUpperCase())
    expect(anna.replies[0]?.before).toEqual({ key: 'shared', values: { name: 'Bert Claes' } })
    expect(anna.see('manage').people).toMatchObject([{ person: { id: BERT.id, name: 'Bert Claes' }, right: 'read' }])
    await bert.tap('home')
    expect(bert.see('home').clients.map(({ id }) => id)).toContain(file.client)
    const seen: string[] = []
    for (const [action, data] of [
      ['client.open', {}],
      ['client.manage', {}],
      ['digest', { run: file.run }],
      ['digest', { run: file.finished }],
      ['digest.plain', { run: file.run }],
      ['answers', { run: file.run }],
      ['conversation.resume', { run: file.run }],
      ['conversation.card', { conversation: 'what-if' }],
    ] as const) {
      await bert.tap(action, { client: file.client, ...data })
      expect(bert.notices(), action).toEqual([])
      expect(
        actionsOn(bert.replies).filter((one) => !isForReaders(one)),
        action,
      ).toEqual([])
      for (const { page } of shown(bert.replies)) expect(page.blocks.filter((block) => block.kind === 'input')).toEqual([])
      seen.push(textOf(bert.replies))
    }
    const all = seen.join('\n')
    expect(found(all, [PLANTED.alias, PLANTED.answer, PLANTED.finished, PLANTED.note, PLANTED.agreement, PLANTED.reminder])).toHaveLength(6)
    expect(found(all, PRIVATE)).toEqual([])
    expect(textOf(bert.replies)).not.toContain('undefined')
  })

  it('answers an old card of a reader with a friendly line, and keeps nothing of it', async ({ bert, file, share, document }) => {
    await share('write')
    await bert.tap('conversation.resume', { client: file.client, run: file.run })
    const card = bert.here()
    await share('read')
    const before = await document()
    await bert.tap('answer', { ...card, text: 'geheimlezer' })
    expect(bert.notices()).toEqual(['readOnly'])
    await bert.say('geheimlezer')
    expect(bert.notices()).toEqual(['readOnly'])
    await bert.tap('client.erase', { client: file.client, sure: 'yes' })
    expect(bert.notices()).toEqual(['readOnly'])
    expect(await document()).toEqual(before)
  })

  it('lets a writer answer under their own name, but not share, hand over, export or erase', async ({ bert, file, share, document }) => {
    await share('write')
    await bert.tap('client.open', { client: file.client })
    expect(bert.see('client')).toMatchObject({ shared: 'write', owner: { id: ANNA.id } })
    expect(actionsOn(bert.replies)).not.toContain('client.erase')
    await bert.tap('conversation.resume', { client: file.client, run: file.run })
    const { visit } = bert.here()
    await bert.answer({ text: 'wat Bert hoorde' })
    const run = (await document()).runs[0]
    expect(run?.session.answers[visit]).toMatchObject({ value: { text: 'wat Bert hoorde' } })
    expect(run?.stamps[visit]?.at(-1)?.by).toBe(keyOf(BERT))
    const before = await document()
    for (const action of ['client.erase', 'client.export', 'handover', 'handover.offer', 'share.save', 'share.remove', 'client.keep']) {
      await bert.tap(action, { client: file.client, sure: 'yes', show: 'yes', person: DORA.id, right: 'read' })
      expect(bert.notices(), action).toEqual(['ownerOnly'])
    }
    expect(await document()).toEqual(before)
  })

  it('keeps the answers of both where two write at once, and the later one shows', async ({ anna, bert, file, share, document }) => {
    await share('write')
    for (const one of [anna, bert]) await one.tap('conversation.resume', { client: file.client, run: file.run })
    const card = anna.here()
    await Promise.all([anna.tap('answer', { ...card, text: 'van Anna' }), bert.tap('answer', { ...card, text: 'van Bert' })])
    const run = (await document()).runs[0]
    const answer = run?.session.answers[card.visit]
    const values = [...(answer?.history ?? []), answer?.value].map((value) => value?.text)
    expect(values.toSorted()).toEqual(['van Anna', 'van Bert'])
    expect(run?.stamps[card.visit]?.map(({ by }) => by).toSorted()).toEqual([keyOf(ANNA), keyOf(BERT)])
  })

  it('takes back: nothing is left with the colleague, not on an old card either', async ({ anna, bert, file, share }) => {
    await share('write')
    await bert.tap('conversation.resume', { client: file.client, run: file.run })
    const card = bert.here()
    await anna.tap('share.remove', { client: file.client, person: BERT.id })
    expect(anna.notices()).toContain('takenBack')
    expect(anna.see('manage').people).toEqual([])
    for (const [action, data] of [
      ['answer', { ...card, text: 'te laat' }],
      ['client.open', { client: file.client }],
      ['digest', card],
      ['client.manage', { client: file.client }],
    ] as const) {
      await bert.tap(action, data)
      expect(bert.notices(), action).toEqual(['notAllowed'])
      expect(found(JSON.stringify(bert.result))).toEqual([])
    }
    await bert.tap('home')
    expect(bert.see('home').clients.map(({ id }) => id)).not.toContain(file.client)
    expect(bert.see('home').resume).toBeUndefined()
    await anna.tap('share.remove', { client: file.client, person: BERT.id })
    expect(anna.notices()).toContain('alreadyDone')
  })

  it('lets a colleague leave, after asking', async ({ anna, bert, file, share, document }) => {
    await share('read')
    await bert.tap('share.leave', { client: file.client })
    expect(bert.see('confirm')).toMatchObject({ what: 'leaveClient' })
    expect((await document()).shares).toHaveLength(1)
    await bert.tap('share.leave', { client: file.client, sure: 'yes' })
    expect(bert.notices()).toEqual(['left'])
    expect(bert.see('home').clients.map(({ id }) => id)).not.toContain(file.client)
    expect((await document()).shares).toEqual([])
    await anna.tap('share.leave', { client: file.client, sure: 'yes' })
    expect(anna.see('manage').right).toBe('owner')
  })

  it.for([
    ['nobody', '', 'personMissing'],
    ['a name', 'Bert Claes', 'personWrong'],
    ['an address', 'bert@example.org', 'personWrong'],
    ['a user of another tenant, spelled out', `tenant-b|${BERT.id}`, 'personWrong'],
    ['oneself', ANNA.id, 'personSelf'],
  ])('says what is wrong with %s, and shares nothing', async ([, person, key], { anna, share, document }) => {
    await share('write', person)
    expect(anna.see('manage')).toMatchObject({ errors: [{ key }], filled: { boxes: { person, right: 'write' } }, people: [] })
    expect((await document()).shares).toEqual([])
  })

  it('shares once at a double tap, and changes the right where another one is chosen', async ({ anna, house, file, share, document }) => {
    await share('read')
    await share('read')
    expect(anna.notices()).toEqual(['alreadyDone'])
    await share('write')
    expect((await document()).shares).toMatchObject([{ user: keyOf(BERT), right: 'write' }])
    expect((await house.records.audit(keyOf(ANNA), file.client)).map(({ did }) => did)).toEqual(['shared-read', 'shared-write'])
    await share('admin')
    expect(anna.see('manage').errors).toEqual([{ key: 'rightMissing' }])
  })
})

describe('names', () => {
  it('shows the name that the channel gave last, and gives nothing by it', async ({ anna, house, file, share, document }) => {
    await share('read')
    expect(anna.replies[0]?.before).toMatchObject({ key: 'shared' })
    await new Counsellor(house, { ...BERT, name: 'Bert Claes-Janssens' }).tap('home')
    await anna.tap('client.manage', { client: file.client })
    expect(anna.see('manage').people).toMatchObject([{ person: { id: BERT.id, name: 'Bert Claes-Janssens' }, right: 'read' }])
    // Somebody else who calls themself so.
    const other = new Counsellor(house, { ...STRANGER, name: 'Bert Claes-Janssens' })
    await other.tap('client.open', { client: file.client })
    expect(other.notices()).toEqual(['notAllowed'])
    // Bert under the name of the owner still only reads.
    const posing = new Counsellor(house, { ...BERT, name: ANNA.name })
    await posing.tap('client.erase', { client: file.client, sure: 'yes' })
    expect(posing.notices()).toEqual(['readOnly'])
    expect((await document()).owner).toBe(keyOf(ANNA))
  })

  it('keeps no control characters, and no more of a name than fits a line', async ({ anna, house, file, share }) => {
    await share('read', CARLA.id)
    await new Counsellor(house, { ...CARLA, name: `Carla\u0000\u202e\n${'x'.repeat(300)}` }).tap('home')
    await anna.tap('client.manage', { client: file.client })
    const name = anna.see('manage').people[0]?.person.name ?? ''
    expect(name).toMatch(/^Carla x+$/)
    expect(name).toHaveLength(100)
  })

  it('never shows a name to somebody who does not share the file', async ({ house, file, share }) => {
    await share('read')
    const other = new Counsellor(house, STRANGER)
    for (const action of ['client.manage', 'client.audit', 'client.open']) {
      await other.tap(action, { client: file.client })
      expect(JSON.stringify(other.result)).not.toMatch(/Bert|Anna|Peeters|Claes/)
    }
  })
})

describe('who has seen a file', () => {
  it('tells the owner and writers who looked, when and where, not what was said', async ({ anna, bert, house, file, share }) => {
    await share('read')
    await anna.tap('share.save', { client: file.client, person: CARLA.id, right: 'write' })
    await bert.tap('client.open', { client: file.client })
    await bert.tap('digest', { client: file.client, run: file.run })
    const carla = new Counsellor(house, CARLA)
    await carla.tap('note.save', { client: file.client, run: file.run, text: 'geheimvancarla' })
    for (const one of [anna, carla]) {
      await one.tap('client.audit', { client: file.client })
      const { lines } = one.see('audit')
      expect(lines.filter(({ did }) => did === 'opened')).toMatchObject([{ who: { id: BERT.id, name: 'Bert Claes' }, channel: 'test' }])
      expect(lines[0]).toMatchObject({ who: { id: CARLA.id }, did: 'note', at: '2026-03-10T14:00:00.000Z' })
      expect(textOf(one.replies)).toContain('keek in het dossier')
      expect(found(textOf(one.replies)).filter((word) => word !== PLANTED.alias)).toEqual([])
      expect(textOf(one.replies)).not.toContain('geheimvancarla')
    }
    await bert.tap('client.audit', { client: file.client })
    expect(bert.notices()).toEqual(['readOnly'])
  })

  it('notes a look that begins at an old card as well', async ({ bert, house, file, share }) => {
    await share('read')
    await bert.tap('digest', { client: file.client, run: file.finished })
    expect((await house.records.audit(keyOf(ANNA), file.client)).at(-1)).toMatchObject({ by: keyOf(BERT), did: 'opened' })
  })

  it('notes a look that begins with a typed word as well', async ({ bert, clock, house, file, share }) => {
    await share('write')
    await bert.tap('conversation.resume', { client: file.client, run: file.run })
    clock.now = new Date(clock.now.getTime() + 2 * 3_600_000)
    await bert.say('samenvatting')
    expect((await house.records.audit(keyOf(ANNA), file.client)).filter(({ did }) => did === 'opened')).toHaveLength(2)
  })

  it('leafs through the years', async ({ anna, file }) => {
    for (let n = 0; n < 45; n++) await anna.tap('note.save', { client: file.client, text: `notitie ${n}` })
    await anna.tap('client.audit', { client: file.client })
    expect(anna.see('audit')).toMatchObject({ older: 40 })
    expect(textOf(anna.replies)).toContain('40 keer')
    await anna.tap('client.audit', { client: file.client, from: '40' })
    expect(anna.see('audit').lines).toHaveLength(5)
    expect(anna.see('audit').older).toBeUndefined()
    await anna.tap('client.audit', { client: file.client, from: '-1' })
    expect(anna.notices()).toEqual(['unknownAction'])
  })
})

describe('moving what was recorded by mistake', () => {
  it('takes a colleague’s private notes along, which the one who moves does not see', async ({ anna, bert, house, file, share }) => {
    const other = await plantFile(house, { alias: 'andere' })
    await share('write')
    await bert.tap('note.save', { client: file.client, run: file.run, text: 'van Bert alleen', private: 'true' })
    await anna.tap('run.move', { client: file.client, run: file.run, to: other.client })
    expect(JSON.stringify(anna.result)).not.toContain('van Bert alleen')
    await anna.tap('share.save', { client: other.client, person: BERT.id, right: 'read' })
    await bert.tap('notes', { client: other.client })
    expect(textOf(bert.replies)).toContain('van Bert alleen')
    await anna.tap('run.move', { client: file.client, run: file.run, to: other.client })
    expect(anna.notices()).toEqual(['runGone'])
  })

  it('never copies a colleague’s file into one’s own', async ({ bert, house, file, share, document }) => {
    const own = await bert.newClient()
    for (const right of ['read', 'write']) {
      await share(right)
      const before = await document()
      for (const [action, run] of [
        ['run.move', file.run],
        ['run.move', file.finished],
        ['answer.move', file.run],
      ] as const) {
        await bert.tap(action, { client: file.client, run, visit: file.visit, to: own })
        expect(bert.notices(), `${right} ${action}`).toEqual([right === 'read' ? 'readOnly' : 'ownerOnly'])
        expect(found(JSON.stringify(await house.records.client(keyOf(BERT), own)))).toEqual([])
      }
      expect(await document()).toEqual(before)
    }
  })
})
