/** Data folders that earlier versions wrote (`test/fixtures/store-*`), opened by this one. */
import { chmod, copyFile, cp, link, mkdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createAssistant } from '../../src/assistant/create.ts'
import { auditFault } from '../../src/records/audit.ts'
import { findClient, underClient } from '../../src/records/clients.ts'
import { formerOf, pathOf } from '../../src/records/files/layout.ts'
import { readAudit, readFinished } from '../../src/records/finished.ts'
import { nameOf } from '../../src/records/ids.ts'
import { MODELS } from '../../src/records/migrations.ts'
import type { AuditLine, ClientDocument, CounsellorDocument, FinishedRun, UserKey } from '../../src/records/model.ts'
import type { OpenRecords } from '../../src/records/open.ts'
import type { Job } from '../../src/records/operator/job.ts'
import { runJob } from '../../src/records/operator/operator.ts'
import { restore } from '../../src/records/operator/restore.ts'
import { takeKeys } from '../../src/records/operator/take-keys.ts'
import { type Erased, NoAccess, type Offer } from '../../src/records/records.ts'
import { sweep } from '../../src/records/retention.ts'
import { readHead, unseal } from '../../src/records/seal.ts'
import { clientOwner, type Damage, documentOf } from '../../src/records/store.ts'
import type { Turn } from '../../src/turn/turn.ts'
import { boxes, Counsellor, content } from '../support/counsellor.ts'
import { ANNA, BERT, CARLA, DORA, found, keyOf, textOf } from '../support/files.ts'
import { filesIn, folder, layoutIn, optionsIn, recordsIn, removeFolders } from './fixtures.ts'

afterAll(removeFolders)

const FIXTURES = join(import.meta.dirname, '..', 'fixtures')

/** What the version that wrote the folder read from it. */
interface Said {
  /** ISO instant it was written last. */
  at: string
  clients: Record<string, SaidOfClient>
  counsellors: Record<UserKey, CounsellorDocument>
  offered: Record<UserKey, Offer[]>
  erased: { id: string; by: string }[]
}
interface SaidOfClient {
  /** As it was kept, of the model of then; without the audit and what was kept for a retry. */
  file: ClientDocument
  auditLines: number
  finished: FinishedRun[]
  /** The turns that were kept for a retry. */
  handled: { id: string; channel: string; user: Turn['user']; conversation: Turn['chat']; locale: string; input: Turn['input'] }[]
}

let base: string
let store: string
let said: Said
let records: OpenRecords
let damages: Damage[]
let moment: Date

const layout = () => layoutIn(base)
const pathOfDocument = (id: string): string => pathOf(layout(), documentOf(clientOwner(nameOf(id) as string)))

async function start(): Promise<void> {
  await records?.close()
  damages = []
  records = await recordsIn(base, { now: () => moment, onDamage: (damage) => damages.push(damage) })
}

async function copyOfStore(name: string): Promise<void> {
  store = join(FIXTURES, name)
  base = await folder()
  await cp(join(store, 'files'), layout().data, { recursive: true })
  await putKey(base)
  said = JSON.parse(await readFile(join(store, 'said.json'), 'utf8'))
  moment = new Date(said.at)
  records = undefined as unknown as OpenRecords
  await start()
}

async function putKey(where: string): Promise<void> {
  await mkdir(join(where, 'key'))
  await copyFile(join(store, 'key'), join(where, 'key', 'master.key'))
  await chmod(join(where, 'key', 'master.key'), 0o600)
}

async function run<T>(job: Job<T>): Promise<{ result: T; lines: unknown[] }> {
  const lines: unknown[] = []
  let step = await job.next()
  for (; !step.done; step = await job.next()) if ('line' in step.value) lines.push(step.value.line)
  return { result: step.value, lines }
}

/** All that is kept of a client, whoever may see it. */
const whole = (id: string, where = records): Promise<{ document: ClientDocument; audit: AuditLine[]; finished: FinishedRun[] }> =>
  underClient(where.context, id, async () => {
    const { open, document } = (await findClient(where.context, id))!
    const audit = await readAudit(where.context, open, document)
    const finished = await Promise.all(document.finished.map((line) => readFinished(where.context, open, document, line.id)))
    return { document, audit, finished }
  })

/** Some change. */
function moved(draft: ClientDocument): void {
  draft.country = 'NL'
}

/** What lies on the disk in a document, opened with its key. */
async function onDisk(id: string, path = pathOfDocument(id)): Promise<{ model: number; revision: number; text: string }> {
  const { data } = (await records.context.dataKeys.read(clientOwner(nameOf(id) as string)))!
  const opened = unseal(data!, { kind: 'client', id }, await readFile(path))
  return { model: opened.model, revision: opened.revision, text: opened.plain.toString() }
}

const byAlias = (alias: string, tenant = 'tenant-a'): string =>
  Object.keys(said.clients).find((id) => said.clients[id]?.file.alias === alias && said.clients[id]?.file.tenant === tenant)!

/** What the version then and today's both hold of a client: what only the one of them has is left out. */
function words({ model, shown, handled, parts, audit, ...kept }: ClientDocument): object {
  return kept
}

async function expectAll(of = said): Promise<void> {
  for (const [id, then] of Object.entries(of.clients)) {
    const { document, audit, finished } = await whole(id)
    expect(words(document)).toEqual(words(then.file))
    expect(finished).toEqual(then.finished)
    expect(audit).toHaveLength(then.auditLines)
    expect(auditFault(document, audit)).toBeUndefined()
  }
}

describe.each(['store-1'])('%s', (name) => {
  beforeEach(async () => {
    await copyOfStore(name)
    return () => records.close()
  })

  test('opens every document, with each word where it was', async () => {
    await expectAll()
    expect((await run(runJob(records.context, 'audit verify', {}))).result).toMatchObject({ clients: 4, faults: 0 })
    for (const [user, then] of Object.entries(said.counsellors)) {
      const { clients, focus, offers, news, name, language, discreet, greeted } = then
      expect(await records.counsellor(user)).toEqual({
        model: MODELS.counsellor,
        user,
        ...{ clients, focus, offers, news, name, language, discreet, greeted },
      })
      expect(await records.offered(user)).toEqual(said.offered[user])
    }
    const erased = (await run(runJob(records.context, 'audit', {}))).lines.filter((line) => (line as { did: string }).did === 'erased')
    expect(erased).toEqual(said.erased.map(({ id, ...mark }) => ({ client: id, did: 'erased', ...mark })))
    expect((await run(sweep(records.context, 0))).result).toEqual({ looked: 4, erased: 0, cleaned: 0, damaged: 0 })
    expect(damages).toEqual([])
  })

  test('leaves the files as they are while they are only read', async () => {
    const before = await filesIn(layout().data)
    await expectAll()
    for (const user of Object.keys(said.counsellors)) await records.counsellor(user)
    await records.close()
    expect((await filesIn(layout().data)).filter(({ path }) => path !== layout().lock)).toEqual(
      before.filter(({ path }) => path !== layout().lock),
    )
    await start()
  })

  test('writes a change in the model of today, and reads it back after a restart', async () => {
    for (const [id, then] of Object.entries(said.clients)) {
      const { owner } = then.file
      const { revision } = await onDisk(id)
      await records.changeClient(owner, id, (draft) => void draft.notes.push({ id: 'n', text: 'van vandaag', by: owner, at: said.at }))
      const written = await onDisk(id)
      expect(written.model).toBe(MODELS.client)
      expect(written.revision).toBe(revision + 1)
    }
    for (const user of Object.keys(said.counsellors))
      await records.changeCounsellor(user, (draft) => {
        draft.discreet = !draft.discreet
      })
    await start()
    for (const then of Object.values(said.clients)) {
      then.file.notes.push({ id: 'n', text: 'van vandaag', by: then.file.owner, at: said.at })
      then.file.touched = said.at
    }
    await expectAll()
    for (const [user, then] of Object.entries(said.counsellors)) {
      expect((await records.counsellor(user)).discreet).toBe(!then.discreet)
      expect((await records.counsellor(user)).clients.map(({ alias }) => alias)).toEqual(then.clients.map(({ alias }) => alias))
    }
    expect(damages).toEqual([])
  })

  test('takes what that version kept beside a document where the document is damaged', async () => {
    const id = byAlias('Zwarte Zee')
    const { revision, model } = await onDisk(id)
    await truncate(pathOfDocument(id), 1_000)
    const { document } = await whole(id)
    expect(damages).toEqual([expect.objectContaining({ recovered: true })])
    expect(document.alias).toBe('Zwarte Zee')
    const back = await onDisk(id)
    expect(back).toMatchObject({ model, revision: revision - 1 })
    await records.changeClient(document.owner, id, moved)
    expect(await onDisk(id)).toMatchObject({ model: MODELS.client, revision })
    await start()
    expect((await whole(id)).document.country).toBe('NL')
  })

  test('drops a turn that the version was killed in, quietly', async () => {
    const [torn, between] = [byAlias('Zwarte Zee'), byAlias('Rode Zee')]
    // while the new file was being written
    await writeFile(`${pathOfDocument(torn)}.new`, (await readFile(pathOfDocument(torn))).subarray(0, 500))
    // while it was renamed
    const former = await onDisk(between, formerOf(pathOfDocument(between)))
    await rename(pathOfDocument(between), `${pathOfDocument(between)}.new`)
    await start()
    expect(words((await whole(torn)).document)).toEqual(words(said.clients[torn]!.file))
    expect((await whole(between)).document.touched).toBe(JSON.parse(former.text).touched)
    expect(damages).toEqual([])
    expect((await run(sweep(records.context, 0))).result).toMatchObject({ looked: 4, cleaned: 2, damaged: 0 })
    await records.changeClient(keyOf(ANNA), between, moved)
    await start()
    expect((await whole(between)).document.country).toBe('NL')
  })

  test.each(['copy', 'second name'])('takes away a %s of the store’s key that a first start left when it was cut off', async (what) => {
    const left = `${layout().store}.0123456789ab`
    await (what === 'copy' ? copyFile : link)(layout().store, left)
    expect((await run(sweep(records.context, 0))).result).toMatchObject({ cleaned: 0 })
    await utimes(left, 0, 0)
    expect((await run(sweep(records.context, 0))).result).toMatchObject({ cleaned: 1 })
    expect((await filesIn(layout().keys)).map(({ path }) => path)).not.toContain(left)
    await start()
    await expectAll()
  })

  test('puts it into a backup as it is, and brings it back on another machine', async () => {
    const backup = join(base, 'backup')
    expect((await run(runJob(records.context, 'backup', { file: backup }))).result).toEqual({ clients: 4, damaged: [] })
    await run(runJob(records.context, 'keys export', { file: join(base, 'keys') }))
    await records.close()
    const here = base
    base = await folder()
    await putKey(base)
    await takeKeys(optionsIn(base), join(here, 'keys'))
    await start()
    expect((await run(restore(records.context, backup))).result).toEqual({ back: 4, kept: 0, erased: 0, damaged: [] })
    await expectAll()
    for (const [user, then] of Object.entries(said.counsellors)) expect((await records.counsellor(user)).clients).toEqual(then.clients)
  })

  test('rotates it to a new master key', async () => {
    const keyFile = join(base, 'key', 'master.key')
    const old = await readFile(keyFile, 'utf8')
    expect((await run(runJob(records.context, 'keys rotate', {}))).result).toEqual({ wrapped: 10, damaged: [] })
    await start()
    await expectAll()
    expect(await readFile(keyFile, 'utf8')).not.toBe(old)
    for (const user of Object.keys(said.counsellors))
      expect((await records.counsellor(user)).clients).toHaveLength(1 + Number(user === keyOf(ANNA)))
  })

  test('erases it client by client, until nothing of it is left', async () => {
    const told: Erased[] = []
    records.onErased((erased) => void told.push(erased))
    for (const [id, then] of Object.entries(said.clients)) {
      await records.erase(then.file.owner, id, 'test')
      await expect(records.client(then.file.owner, id)).rejects.toThrow(NoAccess)
    }
    expect(told.map(({ client }) => client)).toEqual(Object.keys(said.clients))
    expect(told.flatMap(({ shown }) => shown.flatMap(({ activities }) => activities))).not.toHaveLength(0)
    for (const user of Object.keys(said.counsellors)) {
      const { clients, offers = [], focus } = await records.counsellor(user)
      expect({ clients, offers, focus }).toEqual({ clients: [], offers: [], focus: undefined })
    }
    expect((await filesIn(layout().shelf('clients'))).map(({ path }) => path)).toEqual([])
    expect((await filesIn(layout().keyShelf('clients'))).map(({ path }) => path)).toEqual([])
  })

  describe('its archives', () => {
    const restored = async () => (await run(restore(records.context, join(store, 'backup'), { unsealed: true }))).result

    test('bring back what is damaged or missing here, and nobody who was erased since', async () => {
      const [damaged, missing] = [byAlias('Zwarte Zee'), byAlias('Witte Zee')]
      for (const path of [pathOfDocument(damaged), formerOf(pathOfDocument(damaged))]) await writeFile(path, 'kapot')
      await rm(layout().folder('clients', nameOf(missing) as string), { recursive: true })
      expect(await restored()).toEqual({ back: 2, kept: 2, erased: 1, damaged: [] })
      // From before the alias was changed.
      expect((await whole(damaged)).document.alias).toBe('Blauwe Zee')
      expect((await whole(missing)).finished).toEqual(said.clients[missing]?.finished)
      expect((await run(runJob(records.context, 'audit verify', {}))).result).toMatchObject({ clients: 4, faults: 0 })
      for (const id of [damaged, missing]) {
        await records.changeClient((await whole(id)).document.owner, id, moved)
        expect(await onDisk(id)).toMatchObject({ model: MODELS.client })
      }
      for (const { id } of said.erased) await expect(records.client(keyOf(ANNA), id)).rejects.toThrow(NoAccess)
    })

    test('do not take the place of the version before a damaged document, which is newer', async () => {
      const id = byAlias('Zwarte Zee')
      await whole(id)
      records.context.clients.clear()
      await truncate(pathOfDocument(id), 1_000)
      expect(await restored()).toEqual({ back: 0, kept: 4, erased: 1, damaged: [] })
      expect((await whole(id)).document.alias).toBe('Zwarte Zee')
      await records.changeClient(keyOf(ANNA), id, moved)
      await start()
      expect((await whole(id)).document.country).toBe('NL')
    })

    test('bring back a finished conversation that is damaged here', async () => {
      const id = byAlias('Witte Zee')
      const [line] = said.clients[id]!.file.finished
      await truncate(join(layout().folder('clients', nameOf(id) as string), `${nameOf(line!.id)}-2`), 100)
      expect(await restored()).toEqual({ back: 1, kept: 3, erased: 1, damaged: [] })
      expect((await whole(id)).finished).toEqual(said.clients[id]!.finished)
    })

    test('leave what was changed since', async () => {
      const id = byAlias('Zwarte Zee')
      await records.changeClient(keyOf(ANNA), id, moved)
      expect(await restored()).toEqual({ back: 0, kept: 4, erased: 1, damaged: [] })
      expect((await whole(id)).document.country).toBe('NL')
    })

    test('bring all of it to a new machine', async () => {
      await records.close()
      base = await folder()
      await putKey(base)
      expect(await takeKeys(optionsIn(base), join(store, 'keys-export'), { unsealed: true })).toBe(10)
      await start()
      expect(await restored()).toEqual({ back: 4, kept: 0, erased: 1, damaged: [] })
      for (const id of Object.keys(said.clients)) {
        const { document, audit } = await whole(id)
        expect(auditFault(document, audit)).toBeUndefined()
        expect(document.model).toBe(MODELS.client)
      }
      for (const { id } of said.erased) {
        await expect(records.client(keyOf(ANNA), id)).rejects.toThrow(NoAccess)
        expect((await records.counsellor(keyOf(ANNA))).clients.map((one) => one.id)).not.toContain(id)
      }
      expect((await records.counsellor(keyOf(ANNA))).clients).toHaveLength(2)
    })
  })
})

describe('the assistant over what model 1 kept', () => {
  let anna: Counsellor
  let bert: Counsellor
  let carla: Counsellor
  let dora: Counsellor
  let client: string

  beforeEach(async () => {
    await copyOfStore('store-1')
    const assistant = createAssistant({ content, records, boxes, now: () => moment })
    const house = { assistant, records, restart: start, close: () => records.close() }
    anna = new Counsellor(house, ANNA)
    bert = new Counsellor(house, BERT)
    carla = new Counsellor(house, CARLA)
    dora = new Counsellor(house, DORA)
    client = byAlias('Zwarte Zee')
    return () => records.close()
  })

  const again = (turn: SaidOfClient['handled'][number]) => anna.house.assistant.handle({ ...turn, chat: turn.conversation })

  test('does nothing twice when a turn that model 1 recorded comes again, and shows where it led', async () => {
    const changes = async (id: string) => {
      const { document, audit } = await whole(id)
      const { auditHead, touched, ...kept } = words(document) as ClientDocument
      return { kept, handled: document.handled, audit: audit.filter(({ did }) => did !== 'opened') }
    }
    for (const [id, { handled }] of Object.entries(said.clients)) {
      const before = await changes(id)
      expect(before.handled.map(({ activity }) => activity)).toEqual(handled.map((turn) => turn.id))
      for (const turn of handled.toReversed()) {
        const { replies } = await again(turn)
        if (turn.input.kind === 'text' && turn.input.text === 'Haar man wil blijven.')
          expect(replies.map(({ view }) => view)).toEqual(['step'])
      }
      expect(await changes(id)).toEqual(before)
    }
    for (const [user, { clients }] of Object.entries(said.counsellors))
      expect((await records.counsellor(user)).clients).toHaveLength(clients.length)
  })

  test('keeps no word of the replies of model 1', async () => {
    // The alias from before stood in replies only.
    const former = 'Blauwe Zee'
    expect(found((await onDisk(client)).text, [former, '"result":', '"view":"step"'])).toHaveLength(3)
    await anna.tap('conversation.resume', { client, run: said.counsellors[keyOf(ANNA)]!.focus!.run })
    await anna.say('Ze wil het hem zelf vertellen.')
    for (const text of [(await onDisk(client)).text, JSON.stringify(await whole(client))]) {
      expect(found(text, [former, '"result":', '"replies":', '"view":"step"', 'Ze wil het hem zelf vertellen.'])).toEqual([
        'Ze wil het hem zelf vertellen.',
      ])
    }
    await anna.say('Morgen al.')
    for (const { path, bytes } of await filesIn(layout().folder('clients', nameOf(client) as string)))
      if (path.includes('document')) expect(readHead(bytes).model).toBe(MODELS.client)
  })

  test('shows the words: the file, its conversations, notes, the digest, an export, who looked', async () => {
    await anna.tap('client.open', { client })
    expect(textOf(anna.replies)).toContain('de brief kopiëren')
    const run = anna.see('client').running[0]!.id
    await anna.tap('conversation.resume', { client, run })
    expect(anna.see('step').step).toBe('children-view')
    await anna.tap('answers', { client, run })
    expect(textOf(anna.replies)).toContain('Vandaag was ze rustiger dan eerst.')
    await anna.tap('notes', { client })
    expect(
      found(textOf(anna.replies), ['Ze belde op dinsdag.', 'Mijn twijfel over het dossier.', 'Haar handen trilden.', 'Privé: haar broer']),
    ).toHaveLength(4)
    for (const { id } of said.clients[client]!.file.finished) {
      await anna.tap('digest', { client, run: id })
      expect(found(textOf(anna.replies), ['Ze slaapt weer, en eet weinig.', 'Tussendoor belde ze over de kinderen.'])).toHaveLength(1)
    }
    await anna.tap('conversation.card', { client, conversation: 'what-if' })
    expect(textOf(anna.replies)).toContain('Rustig beginnen over de nachten.')
    await anna.tap('client.export', { client, show: 'yes', private: 'true' })
    const exported = textOf(anna.replies)
    const all = [
      'Ze slaapt weer',
      'Wat ze zei 1',
      'Haar handen trilden',
      'Ik vond dit zwaar',
      'Tussendoor privé',
      'Mijn twijfel',
      'haar broer weet van niets',
    ]
    expect(found(exported, all)).toEqual(all)
    expect(exported).not.toContain('Blauwe Zee')
    await anna.tap('client.audit', { client })
    expect(textOf(anna.replies)).toContain('noteerde een antwoord')
    expect(textOf(anna.replies)).not.toContain('werkte in het dossier')
  })

  test('gives each colleague what they may see and nothing more', async () => {
    const other = byAlias('Rode Zee')
    const given = byAlias('Witte Zee')
    await bert.tap('client.open', { client })
    expect(bert.see('client')).toMatchObject({ shared: 'read', discreet: true })
    expect(bert.result?.language).toBe('fr')
    await bert.tap('discreet', { on: 'false' })
    await bert.tap('notes', { client })
    expect(found(textOf(bert.replies), ['Ze belde op dinsdag.', 'Mijn twijfel', 'haar broer'])).toEqual(['Ze belde op dinsdag.'])
    await bert.tap('client.open', { client: other })
    expect(bert.notices()).toContain('notAllowed')
    await carla.tap('notes', { client: other })
    expect(found(textOf(carla.replies), ['Carla zag hem', 'Carla vertrouwt het niet'])).toHaveLength(2)
    await anna.tap('notes', { client: other })
    expect(found(textOf(anna.replies), ['Carla zag hem', 'Carla vertrouwt het niet'])).toEqual(['Carla zag hem'])
    await dora.tap('home')
    expect(textOf(dora.replies)).toContain('Anna Peeters')
    expect(textOf(dora.replies)).toContain('Carla Maes')
    await dora.tap('notes', { client: given })
    expect(found(textOf(dora.replies), ['Ik maakte mij zorgen om Witte Zee.', 'Privé tijdens het gesprek'])).toHaveLength(2)
    await dora.tap('handover.accept', { client: other })
    await dora.tap('notes', { client: other })
    expect(found(textOf(dora.replies), ['Carla zag hem', 'Carla vertrouwt het niet'])).toEqual(['Carla zag hem'])
    expect((await whole(other)).document.owner).toBe(keyOf(DORA))
  })

  test('corrects an answer of a conversation that model 1 finished', async () => {
    const [line] = said.clients[client]!.file.finished
    const { id: run } = line!
    const held = said.clients[client]!.finished[0]!
    const visit = Object.keys(held.session.answers)[0]!
    await anna.tap('answer.save', { client, run, visit, text: 'Ze slaapt goed.' })
    const { finished, document } = await whole(client)
    expect(document.finished[0]?.version).toBe(3)
    expect(finished[0]?.session.answers[visit]).toMatchObject({
      value: { text: 'Ze slaapt goed.' },
      history: [{}, {}, { text: 'Ze slaapt weer, en eet weinig.' }],
    })
    expect(finished[0]?.notes).toEqual(held.notes)
  })
})
