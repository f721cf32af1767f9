/** The crisis plan and the calming steps, card by card: few words, numbers first, the way back always in the same place. */
import { describe, expect } from 'vitest'
import { LANGUAGES, type Language } from '../../src/content/content.ts'
import { MODES, SITUATIONS } from '../../src/content/schema.ts'
import type { Action, Page } from '../../src/page/page.ts'
import { throwOnMissing } from '../../src/page/sentences.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import type { Reply, ReplyOf } from '../../src/turn/reply.ts'
import { type Counsellor, content } from '../support/counsellor.ts'
import { it, withRecords } from '../support/house.ts'
import { buttons } from '../support/monkey.ts'

const WORDS = 'Ze zegt dat ze dood wil.'
const presentation = createPresentation(content, throwOnMissing)
const plain = { cards: false, updates: false, universalActions: false }
const show = (reply: Reply, language: Language = 'nl') => presentation.render(reply, language, plain)
const pageOf = (me: Counsellor, language: Language = 'nl'): Page => show(me.see('guide'), language).page
const calls = ({ blocks }: Page) => blocks.flatMap((block) => (block.kind === 'calls' ? block.calls : []))
const inBlocks = ({ blocks }: Page) => blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))
/** The same button pressed: an action and its data. */
const press = (me: Counsellor, { action, data }: Action) => me.tap(action, data)
const nextOf = (page: Page): Action | undefined => {
  const [first] = inBlocks(page)
  return first?.action === 'guide' && first.data.card !== SITUATIONS ? first : undefined
}

/** Everything a person sees of these replies, numbers and buttons too; signs alone are no words. */
const wordsIn = (replies: readonly Reply[], language: Language): string[] =>
  replies.flatMap((reply) =>
    show(reply, language)
      .text.split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word)),
  )

async function inRun(me: Counsellor, { country = 'BE', mode = 'during' }: { country?: string; mode?: string } = {}) {
  const client = await me.newClient({ country })
  await me.start(client, 'what-if', mode)
  return me.here()
}

describe.each(LANGUAGES)('the first card of the crisis plan, in %s', (language) => {
  it('has at most 60 words in all, in each country and mode, and without a client', async ({ me }) => {
    const counted: Record<string, number> = {}
    for (const country of content.countries.keys())
      for (const mode of MODES) {
        await inRun(me, { country, mode })
        // with the line above it that says why the plan comes up
        await me.say(WORDS)
        const up = me.replies.filter(
          (reply) => reply.view === 'guide' || (reply.view === 'notice' && reply.notice.key.startsWith('crisis')),
        )
        expect(up).toHaveLength(2)
        counted[`${country} ${mode}`] = wordsIn(up, language).length
      }
    await me.tap('home')
    await me.tap('crisis')
    counted['no client'] = wordsIn(me.replies, language).length
    await me.say(WORDS)
    counted['no client, words typed'] = wordsIn(me.replies, language).length
    expect(Object.entries(counted).filter(([, count]) => count > 60)).toEqual([])
    expect(Object.values(counted).every((count) => count > 20)).toBe(true)
  })

  it('calls 112 first, then the line in this language, and dials numbers of facts alone', async ({ me }) => {
    const own = { nl: '1813', fr: '0800 32 123', en: '1813' }[language]
    await inRun(me)
    await me.tap('crisis', me.here())
    const page = pageOf(me, language)
    expect(page.blocks[0]?.kind).toBe('calls')
    const numbers = calls(page).map(({ number }) => number)
    expect(numbers.slice(0, 3)).toEqual(['112', '101', own])
    expect(new Set(numbers)).toEqual(new Set(['112', '101', '1813', '0800 32 123']))
    expect(calls(page).filter(({ primary }) => primary)).toMatchObject([{ number: '112' }])
    for (const { label, number } of calls(page)) expect(label).toContain(number)
    const known = new Set([...content.facts.values()].flatMap(({ phone }) => phone))
    for (const { id } of content.guides.get('crisis')!.sections) {
      await me.tap('guide', { guide: 'crisis', card: id })
      expect(calls(pageOf(me, language)).filter(({ number }) => !known.has(number))).toEqual([])
    }
  })

  it('shows both countries without a client, each with its name, and the own language first', async ({ me }) => {
    await me.tap('crisis')
    const labels = calls(pageOf(me, language)).map(({ label }) => label)
    const at = (part: string) => labels.findIndex((label) => label.includes(part))
    for (const number of ['112', '101', '1813', '0800 32 123', '113']) expect(at(number), number).toBeGreaterThanOrEqual(0)
    expect(labels.filter((label) => label.includes('112'))).toHaveLength(1)
    if (language === 'fr') expect(at('0800 32 123')).toBeLessThan(at('1813'))
    if (language === 'nl') expect(at('0800 32 123')).toBeGreaterThan(at('113 '))
    const belgium = { nl: 'België', fr: 'Belgique', en: 'Belgium' }[language]
    expect(labels[at('1813')]).toContain(belgium)
    expect(labels[at('112')]).not.toContain(belgium)
  })
})

describe('the crisis plan', () => {
  const STEPS = ['danger', 'acknowledge', 'can-and-cannot', 'doctor', 'not-alone', 'blame', 'future-waits', 'yourself']

  it('goes on one step a card, in its order, with what to say, the place above it, and nothing marked as a list', async ({ me }) => {
    await inRun(me)
    await me.tap('crisis', me.here())
    const seen: string[] = []
    const kickers: (string | undefined)[] = []
    for (let onward = nextOf(pageOf(me)); onward; ) {
      await press(me, onward)
      const reply = me.see('guide')
      const page = pageOf(me)
      seen.push(String(reply.card?.id))
      kickers.push(page.kicker)
      expect(page.title).not.toMatch(/^\d/)
      const { prompts } = reply.sections[0]!
      if (reply.card?.id !== 'yourself') expect(prompts.length, reply.card?.id).toBeGreaterThan(0)
      // the way back to 112 is on each card
      expect(inBlocks(page).some(({ data }) => data.card === 'first')).toBe(true)
      const { next } = reply.card!
      onward = next ? nextOf(page) : undefined
    }
    expect(seen).toEqual(STEPS)
    expect(kickers[1]).toBe('Stappenplan bij crisis · stap 2 van 8')
    // and back again, as far as the first card
    for (let nth = 0; nth < STEPS.length; nth++) {
      const back = inBlocks(pageOf(me)).find(({ label }) => label === 'Vorige stap')
      await press(me, back!)
    }
    expect(me.see('guide').card).toMatchObject({ what: 'first' })
  })

  it('has the ways out in the same place on each card', async ({ me }) => {
    const { client, run } = await inRun(me)
    await me.tap('crisis', { client, run })
    const { sections } = content.guides.get('crisis')!
    for (const card of [...sections.map(({ id }) => id), SITUATIONS]) {
      await me.tap('guide', { guide: 'crisis', card, client, run })
      const { actions } = pageOf(me)
      const ids = (quiet: boolean) => actions.filter((one) => (one.quiet ?? false) === quiet).map(({ action }) => action)
      expect(ids(false), card).toEqual(['return', 'pause', 'finish'])
      expect(ids(true)[0], card).toBe('home')
    }
  })

  it('keeps sources, dates and doubts behind one button, and comes back from there', async ({ me }) => {
    const { client, run } = await inRun(me)
    await me.tap('crisis', { client, run })
    for (const { id, card } of content.guides.get('crisis')!.sections) {
      await me.tap('guide', { guide: 'crisis', card: id, client, run })
      const { page, text } = show(me.see('guide'))
      expect(
        page.blocks.some(({ kind }) => kind === 'fact'),
        id,
      ).toBe(card === 'sources')
      if (card !== 'sources') expect(text, id).not.toMatch(/https?:|2026|2017/)
      expect(page.actions.filter(({ label }) => label === 'Bronnen en nakijken')).toHaveLength(card === 'sources' ? 0 : 1)
    }
    await me.tap('guide', { guide: 'crisis', card: 'doctor', client, run })
    await press(me, pageOf(me).actions.find(({ label }) => label === 'Bronnen en nakijken')!)
    const { page, text } = show(me.see('guide'))
    const facts = page.blocks.flatMap((block) => (block.kind === 'fact' ? [block] : []))
    expect(facts.length).toBeGreaterThan(10)
    // written down, and checked by nobody
    for (const { note, check } of facts) {
      expect(note).toMatch(/^Opgeschreven op 27 november 2026|^Uit een bron|^Opgeschreven/)
      expect(check).toMatch(/^https:/)
    }
    expect(text).not.toContain('Stand op')
    expect(facts[0]?.check).toBe('https://112.be/nl')
    expect(show(me.see('guide'), 'fr').text).toContain('https://112.be/fr')
    await press(me, inBlocks(page).find(({ label }) => label === 'Vorige stap')!)
    expect(me.see('guide').card?.id).toBe('doctor')
  })

  it('opens with calling where it is written down afterwards, with a line of its own', async ({ me }) => {
    await inRun(me, { mode: 'afterwards' })
    await me.say(WORDS)
    expect(me.see('guide').card).toMatchObject({ id: 'away', what: 'first' })
    expect(me.notices()).toContain('crisisFoundLater')
    expect(me.notices()).not.toContain('crisisFound')
    expect(calls(pageOf(me))[0]?.number).toBe('112')
    await inRun(me)
    await me.say(WORDS)
    expect(me.see('guide').card).toMatchObject({ id: 'first', what: 'first' })
    expect(me.notices()).toContain('crisisFound')
  })

  it('asks how it is now, and has a card for each situation, from every card', async ({ me }) => {
    const { client, run } = await inRun(me)
    await me.tap('crisis', { client, run })
    const variants = ['first', 'away', 'phone', 'interpreter', 'minor', 'violence']
    for (const id of ['first', 'danger', 'yourself', 'minor']) {
      await me.tap('guide', { guide: 'crisis', card: id, client, run })
      expect(inBlocks(pageOf(me)).some(({ data }) => data.card === SITUATIONS)).toBe(true)
    }
    await me.tap('guide', { guide: 'crisis', card: SITUATIONS, client, run })
    const offered = inBlocks(pageOf(me)).filter(({ label }) => label !== 'Nummers')
    expect(offered.map(({ data }) => data.card)).toEqual(variants)
    for (const one of offered) {
      await press(me, one)
      expect(me.see('guide')).toMatchObject({ detour: 'crisis', card: { id: one.data.card, next: 'danger' } })
    }
    const say = async (card: string) => {
      await me.tap('guide', { guide: 'crisis', card, client, run })
      return show(me.see('guide')).text
    }
    expect(await say('interpreter')).toMatch(/Nooit een kind, een partner of een kamergenoot/)
    expect(await say('interpreter')).toContain('Denkt u eraan om een einde te maken aan uw leven?')
    expect(await say('acknowledge')).toContain('Denkt u aan zelfdoding?')
    expect(await say('acknowledge')).toContain('Denkt u eraan om een einde te maken aan uw leven?')
    expect(await say('minor')).toContain('Dienst Voogdij')
    expect(await say('minor')).not.toContain('Nidos')
    expect(await say('violence')).toMatch(/101[\s\S]*1712/)
    expect(await say('future-waits')).toMatch(/Over terugkeer[\s\S]*ondertekend[\s\S]*advocaat vandaag nog/)
  })

  it('knows the Dutch ways in the Netherlands', async ({ me }) => {
    const { client, run } = await inRun(me, { country: 'NL' })
    await me.tap('crisis', { client, run })
    expect(calls(pageOf(me)).map(({ number }) => number)).toEqual(['112', '113'])
    await me.tap('guide', { guide: 'crisis', card: 'minor', client, run })
    expect(show(me.see('guide')).text).toContain('Nidos')
    await me.tap('guide', { guide: 'crisis', card: 'violence', client, run })
    expect(calls(pageOf(me)).map(({ number }) => number)).toEqual(['112', '0800-2000'])
    await me.tap('guide', { guide: 'crisis', card: 'sources', client, run })
    expect(show(me.see('guide')).text).not.toMatch(/1813|112\.be/)
  })

  it('lets the conversation wait, and shows the same when a tap comes twice; nothing is written', async ({ me, house }) => {
    const { client, run, step } = await inRun(me)
    await me.say(WORDS)
    const onward = nextOf(pageOf(me))!
    const before = JSON.stringify(await house.records.client(`local|${me.user.id}`, client))
    await me.tap(onward.action, onward.data, 'tapped-once')
    const first = me.replies
    expect(first).toMatchObject([{ view: 'guide', card: { id: 'danger' }, detour: 'crisis' }])
    await me.tap(onward.action, onward.data, 'tapped-once')
    expect(me.replies).toEqual(first)
    await press(me, onward)
    expect(me.replies).toEqual(first)
    expect(JSON.stringify(await house.records.client(`local|${me.user.id}`, client))).toBe(before)
    // nothing of the client on any of its cards
    const { alias } = await house.records.client(`local|${me.user.id}`, client)
    expect(show(me.see('guide')).text).not.toContain(alias)
    await me.tap('return', { client, run })
    expect(me.step().step).toBe(step)
    // an old card still reads, and leads to where the conversation is now
    await press(me, onward)
    expect(me.see('guide').detour).toBeUndefined()
    expect(pageOf(me).actions.map(({ action }) => action)).toContain('conversation.resume')
  })

  it('takes what is typed on a later card as a note, and “ga verder” as going on', async ({ me }) => {
    const { client, run, step } = await inRun(me)
    await me.say(WORDS)
    await me.tap('guide', { guide: 'crisis', card: 'yourself', client, run })
    await me.say('om 14 uur gebeld met de huisarts')
    expect(me.notices()).toContain('noteSaved')
    await me.tap('guide', { guide: 'crisis', card: 'yourself', client, run })
    await me.say('ga verder')
    expect(me.step().step).toBe(step)
  })

  it('shows the numbers of a client’s country without a conversation too, with a way back to that client', async ({ me }) => {
    const client = await me.newClient({ country: 'NL' })
    await me.tap('crisis', { client })
    expect(calls(pageOf(me)).map(({ number }) => number)).toEqual(['112', '113'])
    expect(pageOf(me).actions.map(({ action }) => action)).toContain('client.open')
    await press(me, nextOf(pageOf(me))!)
    expect(me.see('guide')).toMatchObject({ country: 'NL', card: { id: 'danger' } })
  })

  it('is shown, card by card, where no file can be read, in a group, and for a file that is not theirs', async ({ house, me }) => {
    const { client, run } = await inRun(me)
    const stranger = { guide: 'crisis', card: 'doctor', client: 'somebody-elses', run }
    await me.tap('guide', stranger)
    expect(me.see('guide')).toMatchObject({ card: { id: 'doctor' } })
    expect(me.see('guide')).not.toHaveProperty('client')
    const broken = () => Promise.reject(new Error('no disk'))
    me.house = withRecords(house, { client: broken })
    await me.tap('guide', { guide: 'crisis', card: 'doctor', client, run })
    expect(me.see('guide')).toMatchObject({ card: { id: 'doctor' } })
    me.house = house
    me.group = true
    await me.tap('guide', { guide: 'crisis', card: 'doctor', client, run })
    expect(me.see('guide')).toMatchObject({ card: { id: 'doctor' } })
    expect(me.see('guide')).not.toHaveProperty('client')
    me.group = false
  })

  it('begins at the beginning on a card that an old button names and that is gone', async ({ me }) => {
    await me.tap('guide', { guide: 'crisis', card: 'gone-by-now' })
    expect(me.see('guide').card).toMatchObject({ what: 'first' })
    await me.tap('guide', { guide: 'no-such-guide' })
    expect(me.see('notice').notice.key).toBe('unknownAction')
  })

  it('reads as plain text: numbers, what to do, where to go', async ({ me }) => {
    await inRun(me)
    await me.tap('crisis', me.here())
    const { text } = show(me.see('guide'))
    expect(text).toMatch(/^Gevaar nu\? Bel\.\n\n {2}☎ Bel 112\n {2}☎ Politie 101\n {2}☎ Zelfmoordlijn 1813\n/)
    expect(text).toContain('[ Volgende stap ]')
    expect(text).not.toContain('tel:')
  })
})

describe('what was typed', () => {
  it('never becomes a number to dial', async ({ me }) => {
    const { client, run } = await inRun(me)
    await me.answer({ text: 'tel:112 of [bel](tel:0900123456)' })
    await me.tap('digest', { client, run })
    for (const reply of me.replies) {
      const { card } = presentation.render(reply, 'nl', { cards: true, updates: true, universalActions: true })
      expect(JSON.stringify(card)).not.toMatch(/"url":"tel:/)
    }
  })
})

describe('the calming steps', () => {
  it('begin with three lines and what to say, and go on card by card', async ({ me }) => {
    const { client, run } = await inRun(me)
    await me.tap('support', { client, run })
    const reply: ReplyOf<'guide'> = me.see('guide')
    expect(reply).toMatchObject({ guide: 'calming', detour: 'support', card: { what: 'first' } })
    expect(reply.sections[0]?.items).toHaveLength(3)
    expect(reply.sections[0]?.prompts).toHaveLength(3)
    for (const language of LANGUAGES) expect(wordsIn(me.replies, language).length, language).toBeLessThanOrEqual(65)
    expect(inBlocks(pageOf(me))[0]?.label).toBe('Meer')
    expect(buttons(me.replies).map(({ action }) => action.action)).toEqual(
      expect.arrayContaining(['return', 'pause', 'finish', 'home', 'crisis']),
    )
    const titles: string[] = []
    for (let onward = nextOf(pageOf(me)); onward; onward = me.see('guide').card?.next ? nextOf(pageOf(me)) : undefined) {
      await press(me, onward)
      titles.push(pageOf(me).title)
    }
    expect(titles).toHaveLength(8)
    // what may be said does not stand under what is better left unsaid
    await me.tap('guide', { guide: 'calming', card: 'avoid', client, run })
    expect(me.see('guide').sections[0]?.prompts).toEqual([])
    await me.tap('guide', { guide: 'calming', card: 'own-limit', client, run })
    expect(show(me.see('guide')).text).toContain('Ik vraag u om niet te roepen.')
  })
})
