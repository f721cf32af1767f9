/** Every button can be worked by typing its label or its number: on a phone it may not run. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createButtons } from '../../../src/channels/buttons.ts'
import type { Action, Page } from '../../../src/page/page.ts'
import { button, type Organisation, organisation, type Person, parts } from '../../support/teams.ts'
import type { Call } from '../support.ts'

const WORDS = ['knop', 'bouton', 'button']
const action = (label: string, more: Partial<Action> = {}): Action => ({ action: 'home', data: { client: 'c1' }, label, ...more })
const page = (actions: Action[], blocks: Page['blocks'] = []): Page => ({ language: 'nl', title: 'x', summary: 'x', blocks, actions })
const box: Page['blocks'][number] = { kind: 'input', input: 'text', id: 'text', label: 'x', maxLength: 10 }

let count = 0
/** What a typed message names, after these pages. */
function finds(pages: Page[], text: string) {
  const buttons = createButtons(WORDS)
  buttons.show('chat', pages, ['c1'])
  return buttons.find('chat', `m${++count}`, text)
}

describe('typed words and the buttons of the last turn', () => {
  const way = { action: 'more', data: { client: 'c1' } }
  const more = action('Meer vragen & tips …', { action: 'more' })

  it.each(['Meer vragen & tips …', 'meer vragen tips', '‘MEER VRAGEN & TIPS’', ' meer  vragen & tips. '])(
    'find it by its label: %s',
    (text) => {
      expect(finds([page([action('Terug'), more])], text)).toEqual({ by: 'label', way })
    },
  )

  it.each(['meer vragen', 'meer vragen & tips graag', '', '…', 'x'.repeat(300)])('find nothing by %j', (text) => {
    expect(finds([page([more])], text)).toBeUndefined()
  })

  it('count from the top, as they stand: in the page, then the rows below', () => {
    const block: Page['blocks'][number] = { kind: 'actions', actions: [action('a', { action: 'one' })] }
    const all = page([action('c', { action: 'three', quiet: true }), action('b', { action: 'two' })], [block])
    for (const [text, id] of Object.entries({ 1: 'one', 2: 'two', 3: 'three' })) expect(finds([all], text)?.way?.action).toBe(id)
    expect(finds([all], '4')).toBeUndefined()
    expect(finds([all], '0')).toBeUndefined()
  })

  it('leave a number alone for the box of the page, unless it says that it is a button', () => {
    expect(finds([page([more], [box])], '1')).toBeUndefined()
    for (const text of ['#1', '# 1', '/1', 'knop 1', 'Bouton 1', 'BUTTON 1', 'knop1'])
      expect(finds([page([more], [box])], text)).toEqual({ by: 'sign', way })
    expect(finds([page([more], [box])], '#9')).toEqual({ by: 'sign' })
    expect(createButtons(WORDS).find('chat', 'm', '#1')).toEqual({ by: 'sign' })
  })

  it('name none of several with the same label, but the one of several that do the same', () => {
    expect(finds([page([more, { ...more, data: { client: 'c2' } }])], more.label)).toEqual({ by: 'label' })
    expect(finds([page([more]), page([more])], more.label)).toEqual({ by: 'label', way })
    expect(finds([page([more, { ...more, data: { client: 'c2' } }])], '2')?.way?.data).toEqual({ client: 'c2' })
  })

  it('do not press what would send a form without what stands in it, nor keep words', () => {
    const save = action('Bewaar', { inputs: true })
    expect(finds([page([save], [{ ...box, value: 'iets' } as Page['blocks'][number]])], 'bewaar')).toEqual({ by: 'label', boxes: true })
    expect(finds([page([save], [box])], 'bewaar')).toMatchObject({ by: 'label', way: { action: 'home' } })
    for (const data of [{ text: 'ja' }, { note: 'hij wil terug, zegt hij' }] as Record<string, string>[])
      expect(finds([page([action('Pas aan', { data })])], 'pas aan')).toEqual({ by: 'label' })
  })

  it('keep the buttons of the page before where the new one has none, each chat its own, and the same for a message sent again', () => {
    const buttons = createButtons(WORDS)
    buttons.show('a', [page([more])], ['c1'])
    buttons.show('a', [page([])], [])
    buttons.show('b', [page([action('Terug')])], [])
    expect(buttons.find('a', 'm1', '1')).toEqual({ by: 'number', way })
    expect(buttons.find('b', 'm1', more.label)).toBeUndefined()
    buttons.show('a', [page([action('Terug', { action: 'back' })])], ['c1'])
    expect(buttons.find('a', 'm1', '1')).toEqual({ by: 'number', way })
    expect(buttons.find('a', 'm2', '1')?.way?.action).toBe('back')
    buttons.forget('c1')
    expect(buttons.find('a', 'm1', '1')).toBeUndefined()
    expect(buttons.find('a', 'm3', '1')).toBeUndefined()
    expect(buttons.find('b', 'm3', '1')).toBeDefined()
  })
})

describe('in Teams, to the end', () => {
  let house: Organisation
  let anna: Person
  let client: unknown
  const all = (calls: Call[]): string => JSON.stringify(calls.map(({ body }) => body))
  const texts = (calls: Call[]): string =>
    [...parts(calls.map(({ body }) => body))]
      .flatMap(({ type, text }) => (type === 'TextRun' || type === 'TextBlock' ? [text] : []))
      .join('\n')

  beforeAll(async () => {
    house = await organisation()
    anna = house.person('55555555-5555-4555-8555-555555555555', 'Anna', { submit: true })
    await anna.type('hallo')
    client = button(
      await anna.tap({ action: 'client.create', alias: 'Zwarte Zee', country: 'BE', phase: 'pending', consent: 'given' }),
      'conversation.new',
    ).client
  })
  afterAll(() => house.close())

  async function atStep(): Promise<Record<string, unknown>> {
    const step = await anna.tap({ action: 'conversation.start', client, conversation: 'what-if', mode: 'during' })
    return button(step, 'answer')
  }

  it('goes by a label where nothing is asked', async () => {
    expect(button(await anna.type('thuis'), 'client.new')).toBeDefined()
    expect(button(await anna.type('nieuwe cliënt'), 'client.create')).toBeDefined()
  })

  it('goes by a number where no box waits, and says kindly where there is none', async () => {
    const help = await anna.type('help')
    const labels = [...parts(help.map(({ body }) => body))].flatMap(({ type, title }) =>
      String(type).startsWith('Action.') && title ? [title] : [],
    )
    const nth = labels.indexOf('Stappenplan bij crisis') + 1
    expect(nth).toBeGreaterThan(0)
    expect(texts(await anna.type(String(nth)))).toContain('Gevaar nu')
    await anna.type('help')
    expect(texts(await anna.type('knop 99'))).toContain('Die knop zie ik hier niet')
  })

  it('counts the buttons that dial, though nothing is sent by them', async () => {
    const plan = await anna.type('crisis')
    const labels = [...parts(plan.map(({ body }) => body))].flatMap(({ type, title }) =>
      String(type).startsWith('Action.') && title ? [title] : [],
    )
    expect(labels[0]).toBe('Bel 112')
    const nth = labels.indexOf('Volgende stap') + 1
    expect(texts(await anna.type(`#${nth}`))).toContain('Is er nu gevaar?')
    await anna.type('crisis')
    expect(texts(await anna.type('#1'))).toContain('Die knop zie ik hier niet')
  })

  it('takes a label at a step for the button, with a way back, and a number for the answer', async () => {
    const answer = await atStep()
    const skipped = await anna.type('Sla over')
    const next = button(skipped, 'answer')
    expect(next.visit).not.toBe(answer.visit)
    const card = await anna.type('Losse notitie')
    expect(texts(card)).toContain('als een knop')
    expect(button(card, 'was-answer')).toMatchObject({ visit: next.visit, text: 'Losse notitie' })
    await anna.tap({ action: 'conversation.resume', client, run: next.run })
    const more = await anna.type('3')
    expect(texts(more)).not.toContain('als een knop')
    expect(all(more)).toContain('Bewaard')
  })

  it('presses by #, also from a message that came twice, once', async () => {
    const answer = await atStep()
    const step = await anna.tap({ action: 'conversation.resume', client, run: answer.run })
    const labels = [...parts(step.map(({ body }) => body))].flatMap(({ type, title }) =>
      String(type).startsWith('Action.') && title ? [title] : [],
    )
    const first = await anna.type(`#${labels.indexOf('Sla over') + 1}`)
    const second = await anna.repeat()
    expect(button(first, 'answer').visit).not.toBe(answer.visit)
    expect(button(second, 'answer').visit).toBe(button(first, 'answer').visit)
  })

  it('after a restart says what to do, and is not stuck', async () => {
    await anna.type('thuis')
    await anna.tap({ action: 'home' })
    await house.restart()
    const said = await anna.type('#2')
    expect(texts(said)).toContain('Die knop zie ik hier niet')
    expect(button(await anna.type('Nieuwe cliënt'), 'client.create')).toBeDefined()
  })

  it('forgets the buttons of a client who is erased', async () => {
    const open = await anna.tap({ action: 'client.open', client })
    expect(texts(open)).toContain('Zwarte Zee')
    await anna.tap({ action: 'client.erase', client, sure: 'yes' })
    const said = await anna.type('Begin een gesprek')
    expect(all(said)).not.toContain('Zwarte Zee')
  })
})
