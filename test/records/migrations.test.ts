import { describe, expect, test } from 'vitest'
import { broughtForward, NewerModel } from '../../src/records/migrations.ts'
import { DamagedFile } from '../../src/records/records.ts'

const client = (more: Record<string, unknown> = {}) => broughtForward('client', 1, { model: 1, id: 'c', ...more })

describe('a client file of model 1', () => {
  test('gets parts, and keeps what nobody knows of', () => {
    const odd = { model: 1, id: 'c', alias: 'Zwarte Zee', notes: [], handled: [], later: { deep: ['é'] }, '': null }
    const before = structuredClone(odd)
    expect(broughtForward('client', 1, odd)).toStrictEqual({ ...before, model: 2, parts: {} })
    expect(odd).toStrictEqual(before)
  })

  test.each([undefined, null, []])('has no turns to remember where it had none (%j)', (handled) => {
    expect(client({ handled })).toStrictEqual({ model: 2, id: 'c', parts: {}, handled: [] })
  })

  test.each([
    ['nothing', undefined],
    ['a reply from before it was told where it led', { replies: [{ view: 'home', word: 'geheim' }] }],
    ['nowhere', { focus: null, replies: [] }],
    ['the file', { focus: { client: 'c' }, replies: [] }],
    ['away from a conversation', { focus: { client: 'c', run: 'r', away: true }, replies: [] }],
  ])('leads a turn that comes again to the client: the first time to %s', (_, result) => {
    expect(client({ handled: [{ activity: 'a', conversation: 'chat', result }] })).toMatchObject({
      handled: [{ activity: 'a', chat: 'chat', next: { next: 'client.open', data: { client: 'c' } } }],
    })
  })

  test('leads a turn that comes again to the conversation it was in, without a word of the reply', () => {
    const result = {
      replies: [{ view: 'step', client: { id: 'c', alias: 'geheim' }, earlier: { text: 'geheim' } }],
      focus: { client: 'c', run: 'r' },
      closed: { notice: { key: 'saved', values: { name: 'geheim' } } },
    }
    const found = client({ handled: [{ activity: 'a', conversation: 'chat', result, extra: 'geheim' }] })
    expect(found).toMatchObject({
      handled: [{ activity: 'a', chat: 'chat', next: { next: 'conversation.here', data: { client: 'c', run: 'r' } } }],
    })
    expect(JSON.stringify(found)).not.toContain('geheim')
  })

  test.each([
    ['none', undefined, undefined],
    ['an empty list', [], []],
    ['some', [{ conversation: 'a:1', activities: ['1', '2'] }], [{ chat: 'a:1', activities: ['1', '2'] }]],
  ])('keeps the cards that show it: %s', (_, shown, kept) => {
    expect(client(shown && { shown })).toEqual({ model: 2, id: 'c', parts: {}, handled: [], shown: kept })
  })
})

test.each([{}, { handled: [] }, { handled: [{ activity: 'a', result: 'geheim' }] }])(
  'takes replies out of a counsellor of model 1 (%j)',
  (more) => {
    const own = { user: 'a|b', discreet: true, greeted: false, list: { slot: 'list-1', sealed: '' } }
    expect(broughtForward('counsellor', 1, { model: 1, ...own, ...more })).toStrictEqual({ model: 2, ...own })
  },
)

test('leaves a file of a newer model alone, and refuses one of no model', () => {
  expect(() => broughtForward('client', 3, {})).toThrow(NewerModel)
  expect(() => broughtForward('client', 0, {})).toThrow(DamagedFile)
})
