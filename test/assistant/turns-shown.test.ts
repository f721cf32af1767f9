/** What is shown: as typed, never as markup; nothing of the client while discreet; the same as card and as text. */
import { describe, expect } from 'vitest'
import { LANGUAGES } from '../../src/content/content.ts'
import { nameTyped } from '../../src/content/printable.ts'
import type { Counsellor } from '../support/counsellor.ts'
import { it } from '../support/house.ts'
import { buttons, CARDS, presentation, shown } from '../support/monkey.ts'

/** Everything one can look at of a client with a finished conversation, one in progress, one prepared, notes and agreements. */
async function tour(me: Counsellor, client: string, over: string, run: string): Promise<void> {
  const looks: [string, Record<string, string>][] = [
    ['home', {}],
    ['clients', {}],
    ['client.open', { client }],
    ['client.edit', { client }],
    ['client.erase', { client }],
    ['conversation.new', { client, conversation: 'what-if' }],
    ['conversation.card', { client, conversation: 'interim' }],
    ['notes', { client }],
    ['note', { client }],
    ['note', { client, run }],
    ...['digest', 'digest.plain', 'answers', 'conversation.edit', 'run.move', 'run.remove'].flatMap(
      (action): [string, Record<string, string>][] => [
        [action, { client, run }],
        [action, { client, run: over }],
      ],
    ),
    ...['overview', 'more', 'support', 'return', 'crisis', 'return', 'back', 'finish', 'pause', 'conversation.resume'].map(
      (action): [string, Record<string, string>] => [action, { client, run }],
    ),
    ['answer.edit', { client, run, visit: 'v1' }],
    ['answer.edit', { client, run: over, visit: 'v1' }],
    ['answer.move', { client, run, visit: 'v1' }],
    ['answer.remove', { client, run, visit: 'v1' }],
    ['help', {}],
    ['language', {}],
  ]
  for (const [action, data] of looks) {
    await me.tap(action, data)
    look(action)
  }
  for (const text of ['terug', 'samenvatting', 'overzicht', 'notitie', 'tip', 'pauze', 'verder', 'help', 'taal']) {
    await me.tap('conversation.resume', { client, run })
    await me.say(text)
    look(text)
  }
}
let look: (place: string) => void = () => {}

/** A file with words everywhere. @returns ids of the client, the finished conversation and the one in progress */
async function full(me: Counsellor, alias: string, words: string): Promise<[client: string, over: string, run: string]> {
  const client = await me.newClient({ alias, partner: 'true', phase: 'appeal' })
  await me.tap('conversation.start', {
    client,
    conversation: 'what-if',
    mode: 'afterwards',
    place: words,
    present: words,
    interpreter: words,
  })
  const over = me.here().run
  while (me.replies.some((reply) => reply.view === 'step')) {
    const { kind, rows, columns } = me.step()
    await me.answer({
      text: words,
      ...(kind === 'grid' ? { [`cell.${rows[0]}.${columns[0]}`]: words } : {}),
      ...(kind === 'agreements' ? { 'agreement.1.text': words, 'agreement.2.text': words, 'agreement.2.due': '2026-05-05' } : {}),
    })
    expect(me.notices().filter((key) => key.startsWith('refused'))).toEqual([])
  }
  await me.start(client, 'interim', 'prepare')
  await me.answer({ text: words })
  await me.tap('finish', { ...me.here(), sure: 'yes' })
  await me.start(client, 'interim')
  const { run } = me.here()
  await me.answer({ text: words })
  await me.answer({ text: `${words}!` })
  await me.tap('answer', { client, run, visit: 'v1', text: `${words} beter` })
  await me.tap('note.save', { client, run, text: words })
  await me.tap('note.save', { client, text: words, private: 'true' })
  return [client, over, run]
}

describe('discreet', () => {
  it('hides alias and answers wherever one looks, in three languages, and loses nothing', async ({ me, house }) => {
    const alias = 'Zilveren Regenboog'
    const words = 'purperen zeepaardje'
    const partner = await me.newClient({ alias: 'Koperen Ketel' })
    const [client, over, run] = await full(me, alias, words)
    await me.tap('client.update', { client, partnerFile: partner })
    const before = await house.records.client(`local|${me.user.id}`, client)
    await me.tap('discreet', { on: 'true', client, run })
    expect(me.result?.closed?.notice.key).toBe('discreetOn')
    let seen = 0
    look = (place) => {
      for (const reply of me.replies) {
        const text = shown(reply)
        for (const secret of [alias, words, 'Koperen Ketel']) expect(text, `${place}: ${reply.view}`).not.toContain(secret)
        seen++
      }
    }
    look('discreet')
    await tour(me, client, over, run)
    expect(seen).toBeGreaterThan(50)

    // What the cards do not show is not emptied by sending them back as they are.
    await me.tap('client.edit', { client })
    const { values: _values, ...form } = me.see('client-form')
    expect(form.partners).toEqual([])
    await me.tap('client.update', { client, alias: '', country: 'BE', phase: 'appeal', partner: 'true', consent: 'given' })
    await me.tap('conversation.update', { client, run: over, date: '2026-03-10', place: '', present: '', interpreter: '' })
    const after = await house.records.client(`local|${me.user.id}`, client)
    expect([after.alias, after.partnerFile]).toEqual([before.alias, partner])
    expect(await house.records.finishedRun(`local|${me.user.id}`, client, over)).toMatchObject({
      place: words,
      present: words,
      interpreter: words,
    })
    look('after')
  })

  it('holds for a retry of what was shown before it was turned on', async ({ me }) => {
    const alias = 'Zilveren Regenboog'
    const words = 'purperen zeepaardje'
    const client = await me.newClient({ alias })
    await me.start(client)
    const first = me.here()
    const turns: [string, Record<string, string>][] = [
      ['home', {}],
      ['client.open', { client }],
      ['client.edit', { client }],
      ['answer', { ...first, text: words }],
      ['answer.edit', { client, run: first.run, visit: first.visit }],
      ['note.save', { client, run: first.run, text: words }],
      ['notes', { client }],
      ['digest', { client, run: first.run }],
    ]
    const secrets = () => me.replies.map((reply) => shown(reply)).filter((text) => text.includes(alias) || text.includes(words))
    for (const [n, [action, data]] of turns.entries()) {
      await me.tap(action, data, `before-${n}`)
      expect(secrets(), action).not.toEqual([])
    }
    await me.tap('discreet', { on: 'true' })
    for (const [n, [action, data]] of turns.entries()) {
      await me.tap(action, data, `before-${n}`)
      expect(me.replies, action).not.toEqual([])
      expect(secrets(), action).toEqual([])
    }
  })

  it('is turned on and off where one is, and closes the card that stood open', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.answer({ text: 'een' })
    const here = me.here()
    await me.say('discreet')
    expect(me.step()).toMatchObject({ discreet: true, step: here.step })
    await me.tap('discreet', { on: 'false', client, run: here.run })
    expect(me.step()).toMatchObject({ discreet: false, step: here.step })
    await me.tap('discreet', { on: 'true', client })
    expect(me.see('client').discreet).toBe(true)
    await me.tap('discreet', { on: 'true' })
    expect(me.see('home').discreet).toBe(true)
    await me.tap('finish', { client, run: here.run, sure: 'yes' })
    await me.tap('discreet', { on: 'true', client, run: here.run })
    expect(me.see('answers')).toMatchObject({ discreet: true, finished: true })
  })

  it('keeps each hidden box on its own: a new agreement or cell takes no other away', async ({ me, house }) => {
    const client = await me.newClient()
    await me.start(client)
    for (const [step, first, more, value] of [
      ['four-options', { 'cell.legal.hope': 'hoop' }, { 'cell.return.hope': 'ook' }, undefined],
      [
        'agreements',
        { 'agreement.1.text': 'Ik bel', 'agreement.1.due': '2026-04-01' },
        { 'agreement.2.text': 'Zij schrijft' },
        { agreements: [{ text: 'Ik bel', due: '2026-04-01' }, { text: 'Zij schrijft' }] },
      ],
    ] as const) {
      await me.tap('jump', { ...me.here(), step })
      const shape = me.step()
      const fix = (data: Record<string, string>) =>
        Object.fromEntries(
          Object.entries(data).map(([key, text]) => {
            const [kind, row, column] = key.split('.')
            if (kind !== 'cell') return [key, text]
            return [`cell.${row === 'legal' ? shape.rows[0] : shape.rows[1]}.${column === 'hope' ? shape.columns[0] : column}`, text]
          }),
        )
      await me.tap('support', me.here())
      await me.tap('return', { client, run: shape.run.id })
      if (step === 'agreements') await me.tap('back', me.here())
      await me.tap('jump', { client, run: shape.run.id, step })
      await me.tap('discreet', { on: 'false', client, run: shape.run.id })
      const { visit } = me.here()
      // Answered while the talk waits, so that the step stays in view.
      await me.tap('support', me.here())
      await me.tap('answer', { client, run: shape.run.id, visit, ...fix(first) })
      await me.tap('discreet', { on: 'true', client, run: shape.run.id })
      await me.tap('return', { client, run: shape.run.id })
      const send = buttons(me.replies).find(({ action }) => action.action === 'answer')
      expect(send?.action.data.shown, step).toContain(':?')
      const filled = Object.fromEntries((send?.inputs ?? []).map(({ id }) => [id, '']))
      await me.tap('support', me.here())
      await me.tap('answer', { ...send?.action.data, ...filled, ...fix(more) })
      const stored = (await house.records.client(`local|${me.user.id}`, client)).runs[0]?.session.answers[visit]?.value
      const expected = value ?? {
        cells: {
          [shape.rows[0] as string]: { [shape.columns[0] as string]: 'hoop' },
          [shape.rows[1] as string]: { [shape.columns[0] as string]: 'ook' },
        },
      }
      expect(stored, step).toEqual(expected)
      await me.tap('return', { client, run: shape.run.id })
    }
  })
})

describe('what people type', () => {
  it.for([
    '{{DATE(2026-01-01T00:00:00Z, SHORT)}}',
    '{{country}} en {{alias}}',
    '$t(home.title)',
    '*vet* _schuin_ [klik](https://voorbeeld.be) <b>x</b>',
    '😀 👩‍👧 é ﷺ',
    'rechts \u2067omgekeerd\u2069 links',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: typed by a person, and no template
    '${1+1} %s \\n',
  ])('is shown as it was typed: %s', async (words, { me }) => {
    const [client, over, run] = await full(me, words, words)
    const found = new Set<string>()
    look = () => {
      for (const reply of me.replies)
        for (const language of LANGUAGES) {
          const { card, text } = presentation.render(reply, language, CARDS)
          // Text to copy comes without a card.
          const runs = card ? textsOf(card) : [{ kind: 'text', text }]
          // Cut where a renderer would read a macro: put together it is what was typed.
          if (text.includes(words)) found.add(reply.view)
          for (const one of runs.filter((run) => run.kind === 'TextBlock')) expect(one.text, reply.view).not.toContain(words)
          if (text.includes(words)) expect(runs.map(({ text }) => text).join(''), `${reply.view} as a card`).toContain(words)
        }
    }
    await tour(me, client, over, run)
    // A name is kept without what turns the text after it round, and home shows names only.
    const names = nameTyped(words) === words ? ['home'] : []
    expect([...found]).toEqual(expect.arrayContaining([...names, 'client', 'digest', 'answers', 'notes', 'conversation-card']))
  })
})

/** Every piece of text that a card shows, boxes and buttons too. */
function textsOf(part: unknown): { kind: string; text: string }[] {
  if (Array.isArray(part)) return part.flatMap(textsOf)
  if (typeof part !== 'object' || part === null) return []
  const { type, data: _data, fallback: _fallback, ...rest } = part as Record<string, unknown>
  // What is chosen is an id there; its words stand among the choices.
  const shows = ['text', 'title', 'label', ...(type === 'Input.ChoiceSet' || (type === undefined && 'value' in rest) ? [] : ['value'])]
  const own = shows.flatMap((key) => (typeof rest[key] === 'string' ? [{ kind: String(type), text: rest[key] }] : []))
  return [...own, ...Object.values(rest).flatMap(textsOf)]
}

describe('the text version', () => {
  it('says the same as the card, reply by reply', async ({ me }) => {
    const [client, over, run] = await full(me, 'Groene Panda', 'zachte woorden')
    look = (place) => {
      for (const reply of me.replies)
        for (const language of LANGUAGES) {
          const { card, text } = presentation.render(reply, language, CARDS)
          if (!card) continue
          const plain = text.replace(/\s+/gu, ' ')
          for (const { kind, text: piece } of textsOf(card)) {
            // A scale is a drop-down of its numbers on the card; a tick box says its own title there.
            if (kind === 'undefined' || kind === 'Input.Toggle' || !piece.trim() || /^\d+$/.test(piece)) continue
            const words = piece.replace(/^•\s+/, '').replace(/\s+/gu, ' ').trim()
            const [label = '', hint = ''] = kind.startsWith('Input') ? words.split(' – ') : [words]
            for (const part of [label, hint]) expect(plain, `${place} ${reply.view} ${language}`).toContain(part)
          }
        }
    }
    await tour(me, client, over, run)
  })
})
