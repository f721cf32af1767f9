/** The goals ladder: drawn with the client over several talks, looked back at, ticked off, given along, taken out. */
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PARTS } from '../../src/features/index.ts'
import { type Drawn, type Ladder, part } from '../../src/features/ladder/part.ts'
import { picture } from '../../src/features/ladder/picture.ts'
import { throwOnMissing } from '../../src/page/sentences.ts'
import { nameOf } from '../../src/records/ids.ts'
import { runJob } from '../../src/records/operator/operator.ts'
import { restore } from '../../src/records/operator/restore.ts'
import { partOf } from '../../src/records/part.ts'
import { clientOwner } from '../../src/records/store.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import type { Reply } from '../../src/turn/reply.ts'
import type { Capabilities } from '../../src/turn/turn.ts'
import { clientOf, folder, NOW, removeFolders } from '../records/fixtures.ts'
import { complaints } from '../render/adaptivecards.ts'
import { Counsellor, content, type House, openHouse } from '../support/counsellor.ts'
import { ANNA, actionsOn, BERT, CARLA, keyOf, STRANGER, shown, textOf } from '../support/files.ts'
import { cardWith, send } from '../support/forms.ts'
import { done } from '../support/job.ts'
import { KEEPINGS } from '../support/stores.ts'
import { words } from '../support/words.ts'

let now: Date
let house: House
let anna: Counsellor
let client: string
beforeEach(async () => {
  now = new Date('2026-03-10T14:00:00Z')
  house = await openHouse(() => now, { refusalDelay: 0 })
  anna = new Counsellor(house, ANNA)
  client = await anna.newClient({ alias: 'Zwarte Zee', phase: 'refused-appeal' })
})
afterEach(() => house.close())

const FORM = {
  goal: 'tegen de zomer een kamer vinden',
  due: '2026-06-30',
  self: 'elke week drie adressen bellen\nsparen',
  support: 'mijn zus',
  first: 'papieren van de school halen',
  rungs: 'papieren van de school halen\nmet mijn zus praten\ndrie adressen bellen',
}
const presentation = createPresentation(content, throwOnMissing)
const BROWSER: Capabilities = { cards: true, updates: false, universalActions: false, svg: true }
const TEAMS: Capabilities = { cards: true, updates: true, universalActions: true, people: true }

const save = (more: Record<string, string> = {}, who = anna, id?: string) => who.tap('ladder.save', { client, ...FORM, ...more }, id)
const kept = async (who = ANNA): Promise<Drawn[]> => partOf(part, await house.records.client(keyOf(who), client)).drawn
const last = async (): Promise<Drawn> => (await kept()).at(-1) as Drawn
const cardOf = (reply: Reply, capabilities: Capabilities) => presentation.render(reply, 'nl', capabilities).card
/** Both cards of every reply are well made; what a reply says in every language has no hole in it. */
function wellMade(replies: readonly Reply[]): void {
  for (const reply of replies)
    for (const language of ['nl', 'fr', 'en'] as const)
      for (const capabilities of [BROWSER, TEAMS]) {
        const { card, text } = presentation.render(reply, language, capabilities)
        expect(complaints(card)).toEqual([])
        expect(text).not.toMatch(/\{\{|undefined/)
      }
}

describe('drawing a ladder', () => {
  it('begins with nothing but a few words, and a form in which only the goal is needed', async () => {
    await anna.tap('ladder.open', { client })
    expect(actionsOn(anna.replies)).toEqual(expect.arrayContaining(['ladder.edit', 'ladder.ideas', 'client.open']))
    wellMade(anna.replies)
    await anna.tap('ladder.edit', { client })
    expect(Object.values(anna.see('ladder-form').values).join('')).toBe('')
    wellMade(anna.replies)
    await anna.tap('ladder.save', { client, goal: '  een taalcursus\n volgen ' })
    expect(anna.notices()).toEqual(['saved'])
    expect(await kept()).toMatchObject([
      { at: now.toISOString(), by: keyOf(ANNA), goal: 'een taalcursus volgen', cards: { self: [], support: [], first: [] }, rungs: [] },
    ])
    wellMade(anna.replies)
  })

  it('is filled over several talks: the cards become rungs, and every version is kept', async () => {
    await save({ rungs: '' })
    expect(textOf(anna.replies)).toContain(words('nl', 'ui')('ladder.order'))
    await anna.tap('ladder.edit', { client })
    const { values } = anna.see('ladder-form')
    expect(values.rungs.split('\n')).toEqual(['papieren van de school halen', 'elke week drie adressen bellen', 'sparen', 'mijn zus'])
    now = new Date('2026-03-24T14:00:00Z')
    await anna.tap('ladder.save', { client, ...values, goal: 'een kamer vinden in Gent', rungs: FORM.rungs })
    expect(anna.notices()).toEqual(['revised'])
    expect((await kept()).map(({ goal, rungs }) => [goal, rungs.length])).toEqual([
      [FORM.goal, 0],
      ['een kamer vinden in Gent', 3],
    ])
    const text = textOf(anna.replies)
    expect(text).toContain('1. papieren van de school halen\n2. met mijn zus praten\n3. drie adressen bellen')
    // What it was before, and the cards that did not become rungs.
    expect(text).toContain('tegen de zomer een kamer vinden · tegen 30 juni 2026')
    expect(text).toContain('sparen')
    wellMade(anna.replies)
  })

  it('changes nothing where the same comes again, and says so', async () => {
    await save()
    const before = await house.records.client(keyOf(ANNA), client)
    await save({ self: ' elke week drie adressen bellen \r\n\r\n sparen', due: '30/06/2026' })
    expect(anna.notices()).toEqual(['unchanged'])
    expect((await house.records.client(keyOf(ANNA), client)).parts).toEqual(before.parts)
  })

  it('leads a retried activity where it led, before and after a restart, and writes once', async () => {
    await save({}, anna, 'once')
    const first = anna.replies
    await save({}, anna, 'once')
    expect(anna.replies).toEqual(first)
    await house.restart()
    await save({}, anna, 'once')
    expect(anna.replies).toEqual(first)
    expect(await kept()).toHaveLength(1)
  })

  it.each([
    [{ due: '31/02/2026' }, 'boxNoDay'],
    [{ due: 'na de zomer' }, 'boxNoDay'],
    [{ goal: '  ' }, 'ladderGoalMissing'],
    [{ rungs: Array.from({ length: 13 }, (_, at) => `stap ${at}`).join('\n') }, 'ladderTooMany'],
  ])('brings the form back as it was filled in where something is wrong: %o', async (wrong, key) => {
    await save(wrong as Record<string, string>)
    const form = anna.see('ladder-form')
    expect([...form.errors.map((error) => error.key), ...anna.notices()]).toEqual([key])
    expect(cardWith(anna.replies, 'ladder.save').boxes).toEqual({ ...FORM, ...wrong })
    wellMade(anna.replies)
    expect(await kept()).toEqual([])
  })

  it.each(['31/02/2026', '2026-02-31'])('shows a day that does not exist as it was typed: %s', async (due) => {
    await save({ due })
    const blocks = shown(anna.replies).flatMap(({ page }) => page.blocks)
    expect(blocks.find((block) => block.kind === 'input' && block.id === 'due')).toMatchObject({ input: 'text', value: due })
  })

  it('takes no more words than a file has room for, and leaves the card as it is', async () => {
    await save({ self: 'x'.repeat(6000), first: 'y'.repeat(6000) })
    expect(anna.see('ladder-form').errors).toEqual([{ key: 'refused.too-long' }])
    expect(cardWith(anna.replies, 'ladder.save').boxes).toMatchObject({ self: 'x'.repeat(6000), first: 'y'.repeat(6000) })
    expect(anna.result?.closed).toBeUndefined()
    expect(await kept()).toEqual([])
  })

  it('keeps nothing without consent, says so, and does not take the words from the card', async () => {
    await anna.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    await save()
    expect(anna.notices()).toEqual(['nothingKeptWaits'])
    expect(anna.result?.closed).toBeUndefined()
    expect(await kept()).toEqual([])
    expect(actionsOn(anna.replies)).not.toContain('ladder.edit')
    await anna.tap('ladder.edit', { client })
    expect(actionsOn(anna.replies)).not.toContain('ladder.save')
    wellMade(anna.replies)
  })

  it('offers questions and ideas on demand, and loses nothing that was typed', async () => {
    await anna.tap('ladder.ideas', { client, form: 'yes', ...FORM })
    expect(anna.see('ladder-form').ideas).toBe(true)
    expect(cardWith(anna.replies, 'ladder.save').boxes).toEqual(FORM)
    wellMade(anna.replies)
    await anna.tap('ladder.ideas', { client })
    const sentences = Object.values(content.sentences.nl['instruments/ladder']?.ideas ?? {})
    for (const idea of sentences) expect(textOf(anna.replies)).toContain(idea)
    wellMade(anna.replies)
  })
})

describe('rungs', () => {
  it('are ticked off, with the day, and may turn out not to be reached', async () => {
    await save()
    const { id: ladder } = await last()
    await anna.tap('ladder.reached', { client })
    wellMade(anna.replies)
    await anna.tap('ladder.tick', { client, ladder, reached: '0,2' })
    expect((await last()).rungs.map(({ done }) => done)).toEqual(['2026-03-10', undefined, '2026-03-10'])
    expect(textOf(anna.replies)).toContain('1. papieren van de school halen · ✓ bereikt op 10 maart 2026')
    now = new Date('2026-03-12T14:00:00Z')
    await anna.tap('ladder.tick', { client, ladder, reached: '0,1' })
    expect((await last()).rungs.map(({ done }) => done)).toEqual(['2026-03-10', '2026-03-12', undefined])
    await anna.tap('ladder.tick', { client, ladder, reached: '0,1' })
    expect(anna.notices()).toEqual(['unchanged'])
    // A tick is no other ladder.
    expect(await kept()).toHaveLength(1)
  })

  it('stay reached when the ladder changes around them', async () => {
    await save()
    await anna.tap('ladder.tick', { client, ladder: (await last()).id, reached: '0' })
    await save({ rungs: `rustig beginnen\n${FORM.rungs}` })
    expect((await last()).rungs.map(({ done }) => done)).toEqual([undefined, '2026-03-10', undefined, undefined])
  })

  it('are not ticked on an old card of a ladder that has changed, nor of one that is gone, nor without consent', async () => {
    await save()
    const { id: ladder } = await last()
    await save({ goal: 'iets anders' })
    await anna.tap('ladder.tick', { client, ladder, reached: '0' })
    expect(anna.notices()).toEqual(['ladderNewer'])
    await anna.tap('ladder.tick', { client, ladder: 'gone', reached: '0' })
    expect(anna.notices()).toEqual(['ladderGone'])
    await anna.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    await anna.tap('ladder.tick', { client, ladder: (await last()).id, reached: '0' })
    expect(anna.notices()).toEqual(['nothingKeptWaits'])
    expect((await kept()).flatMap(({ rungs }) => rungs.map(({ done }) => done)).filter(Boolean)).toEqual([])
  })
})

describe('earlier ladders', () => {
  it('can be looked at, and one that was written by mistake taken out for good, after asking', async () => {
    await save()
    now = new Date('2026-03-24T14:00:00Z')
    await save({ goal: 'vergissing' })
    await save({ goal: 'een taalcursus' })
    await anna.tap('ladder.earlier', { client })
    const { ladders } = anna.see('ladders')
    expect(ladders.map(({ goal }) => goal)).toEqual(['vergissing', FORM.goal])
    wellMade(anna.replies)
    await anna.tap('ladder.earlier', { client, ladder: ladders[1]?.id })
    expect(anna.see('ladder')).toMatchObject({ old: true, drawn: { goal: FORM.goal } })
    expect(actionsOn(anna.replies)).not.toContain('ladder.edit')
    wellMade(anna.replies)
    const mistake = { client, ladder: ladders[0]?.id as string }
    await anna.tap('ladder.remove', mistake)
    expect(anna.see('confirm')).toMatchObject({ what: 'removeLadder', danger: true })
    expect(await kept()).toHaveLength(3)
    await anna.tap('ladder.remove', { ...mistake, sure: 'yes' })
    expect(anna.notices()).toEqual(['removed'])
    await house.restart()
    expect((await kept()).map(({ goal }) => goal)).toEqual([FORM.goal, 'een taalcursus'])
    expect(JSON.stringify(await house.records.client(keyOf(ANNA), client))).not.toContain('vergissing')
    await anna.tap('ladder.remove', { ...mistake, sure: 'yes' })
    expect(anna.notices()).toEqual(['ladderGone'])
    await anna.tap('ladder.earlier', mistake)
    expect(anna.notices()).toEqual(['ladderGone'])
  })
})

describe('ways in', () => {
  it('is a button on the client’s page and a line at home, with its day', async () => {
    await anna.tap('client.open', { client })
    expect(actionsOn(anna.replies)).toContain('ladder.open')
    await anna.tap('home')
    expect(anna.see('home').ladder).toBeUndefined()
    await save()
    await anna.tap('home')
    expect(textOf(anna.replies)).toContain('Doelenladder · cliënt “Zwarte Zee” · tegen 30 juni 2026')
    await anna.tap('discreet', { on: 'true' })
    expect(textOf(anna.replies)).toContain('Doelenladder · tegen 30 juni 2026')
    expect(textOf(anna.replies)).not.toContain('Zwarte Zee')
  })

  it.each(['ladder', 'doelenladder', 'échelle', 'échelle des objectifs', 'goals ladder'])('opens by the word %s', async (word) => {
    await save()
    await anna.say(word)
    expect(anna.see('ladder').client.id).toBe(client)
  })

  it('asks whose, where no client is in view', async () => {
    const bert = new Counsellor(house, BERT)
    await bert.tap('home')
    const own = await bert.newClient({ alias: 'Witte Zee' })
    await bert.house.records.changeCounsellor(keyOf(BERT), (draft) => {
      draft.focus = undefined
      draft.chats = []
    })
    await bert.say('ladder')
    expect(bert.see('clients').choosing?.title).toBe('ladder')
    wellMade(bert.replies)
    await bert.tap('ladder.choose', { client: own })
    expect(bert.see('ladder').client.id).toBe(own)
  })

  it('opens from a step that offers it, and leads back to it; never from a card of crisis', async () => {
    await anna.start(client, 'what-if')
    const { run, visit } = anna.here()
    const offers: string[] = []
    for (let n = 0; n < 40 && anna.replies.some(({ view }) => view === 'step'); n++) {
      const { step } = anna.step()
      if (actionsOn(anna.replies).includes('ladder.open')) offers.push(step)
      await anna.tap('skip', anna.here())
    }
    expect(offers).toContain('grip')
    await anna.tap('back', { client, run, visit })
    await anna.tap('crisis', { client, run })
    expect(actionsOn(anna.replies)).not.toContain('ladder.open')
  })

  it('comes back to the step, and what is typed meanwhile is an answer to it', async () => {
    await anna.start(client, 'what-if')
    const { run, visit } = anna.here()
    await anna.tap('ladder.open', { client, run })
    expect(actionsOn(anna.replies)).toContain('conversation.resume')
    await anna.tap('ladder.save', { client, run, ...FORM })
    expect(actionsOn(anna.replies)).toContain('conversation.resume')
    await anna.say('een antwoord')
    const [live] = (await house.records.client(keyOf(ANNA), client)).runs
    expect(live?.session.answers[visit]?.value).toEqual({ text: 'een antwoord' })
  })
})

describe('who is there', () => {
  it('shows no word of it while discreet, and erases nothing that was not shown', async () => {
    await save()
    await save({ goal: 'een nieuw doel' })
    const before = await last()
    await anna.tap('discreet', { on: 'true' })
    for (const action of ['ladder.open', 'ladder.edit', 'ladder.reached', 'ladder.earlier']) {
      await anna.tap(action, { client })
      for (const word of ['Zwarte Zee', 'zus', 'kamer', 'nieuw doel', 'sparen', 'papieren'])
        expect(textOf(anna.replies)).not.toContain(word)
      wellMade(anna.replies)
    }
    await anna.tap('ladder.edit', { client })
    const { hidden } = anna.see('ladder-form')
    expect(hidden).toEqual(['goal', 'due', 'self', 'support', 'first', 'rungs'])
    await anna.tap('ladder.save', { client, kept: hidden.join(' '), goal: '', due: '', self: '', support: 'een vriend', first: '' })
    expect(await last()).toMatchObject({
      goal: before.goal,
      due: before.due,
      rungs: before.rungs,
      cards: { ...before.cards, support: ['een vriend'] },
    })
    // Something wrong: what was typed is still there, what was hidden stays hidden.
    await anna.tap('ladder.save', { client, kept: hidden.join(' '), goal: '', due: 'ooit' })
    expect(cardWith(anna.replies, 'ladder.save').boxes).toEqual({ goal: '', due: 'ooit', self: '', support: '', first: '', rungs: '' })
  })

  it('shows readers everything and no button that writes; strangers get nothing', async () => {
    await save()
    await save({ goal: 'een nieuw doel' })
    await anna.tap('share.save', { client, person: CARLA.id, right: 'read' })
    await anna.tap('share.save', { client, person: BERT.id, right: 'write' })
    const carla = new Counsellor(house, CARLA)
    await carla.tap('ladder.open', { client })
    expect(textOf(carla.replies)).toContain('een nieuw doel')
    expect(actionsOn(carla.replies).filter((id) => /save|edit|tick|reached|remove|mask/.test(id))).toEqual([])
    await carla.tap('ladder.earlier', { client })
    expect(textOf(carla.replies)).toContain(FORM.goal)
    await carla.tap('ladder.save', { client, ...FORM })
    expect(carla.notices()).toEqual(['readOnly'])
    const bert = new Counsellor(house, BERT)
    await save({ goal: 'samen met Bert' }, bert)
    expect(bert.notices()).toEqual(['revised'])
    await anna.tap('ladder.open', { client })
    expect(anna.see('ladder').by).toMatchObject({ name: BERT.name })
    const stranger = new Counsellor(house, STRANGER)
    await stranger.tap('ladder.open', { client })
    expect(stranger.notices()).toEqual(['notAllowed'])
  })

  it('brings up the crisis plan for words of crisis in a box; a conversation waits', async () => {
    const words = { self: 'ik wil niet meer leven' }
    await save(words)
    expect(anna.see('guide').guide).toBe('crisis')
    expect(await kept()).toHaveLength(1)
    await anna.tap('ladder.ideas', { client, form: 'yes', ...FORM, ...words })
    expect(anna.see('guide').guide).toBe('crisis')
    // The same words again, unchanged: they brought it up before.
    await save(words)
    expect(anna.replies.map(({ view }) => view)).toEqual(['ladder'])
    await anna.start(client, 'what-if')
    const { run } = anna.here()
    await anna.tap('ladder.save', { client, run, ...FORM, ...words, goal: 'rust' })
    expect(anna.see('guide')).toMatchObject({ guide: 'crisis', detour: 'crisis' })
  })

  it('warns of personal details, and masks them in every version', async () => {
    await save({ support: 'bel 0471 12 34 56' })
    expect(anna.notices()).toEqual(expect.arrayContaining(['saved', 'personalData']))
    await save({ goal: 'anders', support: 'bel 0471 12 34 56' })
    await anna.tap('ladder.mask', { client })
    expect(anna.notices()).toEqual(['masked'])
    expect(JSON.stringify(await kept())).not.toContain('0471')
    expect(await kept()).toHaveLength(2)
  })
})

describe('the file', () => {
  it('gives the client all of it, as text and as a page with the pictures', async () => {
    await save()
    await save({ goal: 'een <b>nieuw</b> doel' })
    await anna.tap('client.export', { client, show: 'yes' })
    const text = textOf(anna.replies)
    for (const word of [FORM.goal, 'een <b>nieuw</b> doel', 'mijn zus', 'sparen', '1. papieren van de school halen'])
      expect(text).toContain(word)
    const held = await house.records.exportFor(keyOf(ANNA), client, { withPrivate: false }, 'test')
    const html = presentation.exportHtml(held, 'fr')
    expect(html.match(/<svg /g)).toHaveLength(2)
    expect(html).toContain('een &lt;b&gt;nieuw&lt;/b&gt; doel')
    expect(html).not.toContain('<b>')
  })

  it('is kept longer by a ladder, or a tick on it', async () => {
    const due = async () => (await house.records.exportFor(keyOf(ANNA), client, { withPrivate: false }, 'test')).due
    expect(await due()).toBe('2027-03-10')
    now = new Date('2026-05-01T14:00:00Z')
    await save()
    expect(await due()).toBe('2027-05-01')
    now = new Date('2026-06-02T14:00:00Z')
    await anna.tap('ladder.tick', { client, ladder: (await last()).id, reached: '0' })
    expect(await due()).toBe('2027-06-02')
  })

  it('goes along in a handover, and goes for good with the file', async () => {
    await save()
    await anna.tap('handover.offer', { client, person: BERT.id, note: 'lees dit', agreed: 'true', date: '2026-03-09' })
    const bert = new Counsellor(house, BERT)
    await bert.tap('handover.accept', { client })
    await bert.tap('ladder.open', { client })
    expect(bert.see('ladder').drawn?.goal).toBe(FORM.goal)
    await bert.tap('client.erase', { client, sure: 'yes' })
    await bert.tap('ladder.open', { client })
    expect(bert.notices()).toEqual(['notAllowed'])
  })

  it('comes back from a backup', async () => {
    await save()
    const [{ at: _at, by: _by, ...drawn }] = (await kept()) as [Drawn]
    const keeping = await KEEPINGS['in memory']()
    const records = await keeping.records({ parts: PARTS })
    const value: Ladder = { drawn: [{ ...drawn, at: NOW, by: keyOf(ANNA) }] }
    const document = clientOf(keyOf(ANNA), { parts: { ladder: { model: 1, value } } })
    await records.createClient(document)
    const archive = join(await folder(), 'backup')
    await done(runJob(records.context, 'backup', { file: archive }))
    await records.context.store.remove(clientOwner(nameOf(document.id) as string))
    records.context.clients.clear()
    await done(restore(records.context, archive))
    expect(partOf(part, await records.client(keyOf(ANNA), document.id))).toEqual(value)
    await records.close()
    await keeping.end()
    await removeFolders()
  })

  it('says in the audit that it was worked on, and never what', async () => {
    await save()
    await anna.tap('ladder.tick', { client, ladder: (await last()).id, reached: '0' })
    const audit = await house.records.audit(keyOf(ANNA), client)
    expect(audit.map(({ did }) => did)).toEqual(expect.arrayContaining(['ladder drawn', 'ladder ticked']))
    expect(JSON.stringify(audit)).not.toContain('kamer')
  })
})

describe('what a channel shows', () => {
  it('is the picture in the browser, and its lines where there is none', async () => {
    await save()
    const reply = anna.see('ladder')
    const shown = JSON.stringify(cardOf(reply, BROWSER))
    expect(shown).toContain('data:image/svg+xml;base64,')
    const listed = JSON.stringify(cardOf(reply, TEAMS))
    expect(listed).not.toContain('data:image')
    expect(listed).toContain('2. met mijn zus praten')
  })
})

const Word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('<script>', ']]>', '&amp;', '\u0000', '\uD800', '"\'', 'W'.repeat(80)),
)
const lines = fc.array(Word, { maxLength: 4 })
const ladders: fc.Arbitrary<Ladder> = fc.record({
  drawn: fc.array(
    fc.record({
      id: fc.uuid(),
      at: fc.constantFrom('2026-03-10T14:00:00.000Z', '2026-05-10T14:00:00.000Z'),
      by: fc.constant('tenant|id'),
      goal: Word,
      due: fc.option(fc.constant('2026-06-30'), { nil: undefined }),
      cards: fc.record({ self: lines, support: lines, first: lines }),
      rungs: fc.array(fc.record({ text: Word, done: fc.option(fc.constant('2026-04-01'), { nil: undefined }) }), { maxLength: 12 }),
    }),
    { maxLength: 3 },
  ),
})

describe('the part', () => {
  it('is one of the parts of a file', () => expect(PARTS).toContain(part))

  it('reaches every text, and nothing else', () => {
    fc.assert(
      fc.property(ladders, (value) => {
        const seen: string[] = []
        const mapped = part.mapTexts(value, (text) => {
          seen.push(text)
          return '#'
        })
        const expected = value.drawn.flatMap(({ goal, cards, rungs }) => [
          goal,
          ...cards.self,
          ...cards.support,
          ...cards.first,
          ...rungs.map(({ text }) => text),
        ])
        expect(seen.toSorted()).toEqual(expected.toSorted())
        const bare = ({ drawn }: Ladder) =>
          drawn.map(({ id, at, by, due, rungs }) => ({ id, at, by, due, done: rungs.map(({ done }) => done) }))
        expect(bare(mapped)).toEqual(bare(value))
        expect(part.mapTexts(value, (text) => text)).toEqual(value)
        expect(part.shape.parse(JSON.parse(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('was last worked on at the latest drawing or tick', () => {
    expect(part.lastUsed(part.empty)).toBeUndefined()
    const drawn = { id: 'a', at: '2026-03-10T14:00:00.000Z', by: 'x', goal: 'g', cards: { self: [], support: [], first: [] }, rungs: [] }
    expect(part.lastUsed({ drawn: [drawn] })).toBe(drawn.at)
    expect(part.lastUsed({ drawn: [{ ...drawn, rungs: [{ text: 't', done: '2026-04-01' }] }] })?.slice(0, 10)).toBe('2026-04-01')
  })
})

/** The text of an SVG, if it is well-formed: every tag closed in its place, every sign escaped, no character that XML forbids. */
function textsIn(svg: string): string[] {
  const open: string[] = []
  const texts: string[] = []
  const tokens = svg.match(/<[^<>]*>|[^<>]+/g) ?? []
  expect(tokens.join('')).toBe(svg)
  for (const token of tokens) {
    const tag = /^<(\/?)([a-z]+)((?:\s+[a-zA-Z-]+="[^"<&]*")*)(\/?)>$/.exec(token)
    if (!tag) {
      expect(token).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/)
      if (open.at(-1) === 'text') texts.push(token)
      continue
    }
    if (tag[1]) expect(open.pop()).toBe(tag[2])
    else if (!tag[4]) open.push(tag[2] as string)
  }
  expect(open).toEqual([])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML forbids
  expect(svg).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/)
  expect(svg.isWellFormed()).toBe(true)
  return texts.map((text) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
  )
}

describe('the picture', () => {
  const of = (goal: string, texts: string[]) => picture({ title: 'Ladder', goal, today: 'Vandaag', rungs: texts.map((text) => ({ text })) })

  it('is well-formed whatever was typed', () => {
    fc.assert(
      fc.property(Word, fc.array(Word, { maxLength: 12 }), (goal, texts) => {
        textsIn(of(goal, texts).svg)
      }),
    )
  })

  it('has the first rung lowest and the goal on top, and says every word where there is room', () => {
    const { svg, whole } = of('een eigen kamer', ['eerst', 'dan een wat langere stap die niet op een regel past', 'en tot slot'])
    expect(whole).toBe(true)
    const heights = [...svg.matchAll(/<text x="\d+" y="([\d.]+)"[^>]*>([^<]*)</g)].map(([, y, text]) => [text, Number(y)] as const)
    const at = (word: string) => heights.find(([text]) => text?.startsWith(word))?.[1] as number
    expect(at('een eigen')).toBeLessThan(at('en tot slot'))
    expect(at('en tot slot')).toBeLessThan(at('dan een'))
    expect(at('dan een')).toBeLessThan(at('eerst'))
    expect(at('eerst')).toBeLessThan(at('Vandaag'))
    expect(textsIn(svg).join(' ')).toContain('dan een wat langere stap die niet op een regel past')
  })

  it('breaks a word that is too long, and cuts what does not fit, with a sign that it was', () => {
    const long = 'Hottentottententententoonstelling'.repeat(2)
    expect(textsIn(of('g', [long]).svg).join('')).toContain(long)
    const { svg, whole } = of('g', ['woord '.repeat(100)])
    expect(whole).toBe(false)
    expect(textsIn(svg).some((text) => text.endsWith('…'))).toBe(true)
    expect(Math.max(...textsIn(svg).map((text) => text.length))).toBeLessThan(40)
  })

  it.each([0, 1, 10, 12])('has room for %i rungs', (count) => {
    const { svg } = of(
      'g',
      Array.from({ length: count }, (_, at) => `stap ${at + 1}`),
    )
    const height = Number(/height="(\d+)"/.exec(svg)?.[1])
    expect(Math.max(...[...svg.matchAll(/ y="([\d.]+)"/g)].map(([, y]) => Number(y)))).toBeLessThan(height)
    expect(textsIn(svg).filter((text) => text.startsWith('stap'))).toHaveLength(count)
  })
})

it('does not come back from an old card once it was taken out', async () => {
  const drawn = async () => (await kept()).map(({ goal }) => goal)
  await anna.tap('ladder.edit', { client })
  const card = cardWith(anna.replies, 'ladder.save')
  await send(anna, card, 'ladder.save', FORM)
  await anna.tap('ladder.remove', { client, ladder: (await last()).id, sure: 'yes' })
  await send(anna, card, 'ladder.save', FORM)
  expect(anna.replies.flatMap(({ filled }) => filled?.meanwhile ?? [])).toEqual(Object.keys(FORM))
  expect(await drawn()).toEqual([])
  await send(anna, cardWith(anna.replies, 'ladder.save'), 'ladder.save', {}, /invulde/)
  expect(await drawn()).toEqual([FORM.goal])
  // a card that has seen it gone is an ordinary one, ideas and all
  await anna.tap('ladder.remove', { client, ladder: (await last()).id, sure: 'yes' })
  await anna.tap('ladder.edit', { client })
  await send(anna, cardWith(anna.replies, 'ladder.ideas'), 'ladder.ideas', FORM)
  expect(anna.see('ladder-form').filled?.meanwhile ?? []).toEqual([])
  await send(anna, cardWith(anna.replies, 'ladder.save'), 'ladder.save', FORM)
  expect(await drawn()).toEqual([FORM.goal])
})
