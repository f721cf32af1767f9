import { describe, expect, it } from 'vitest'
import { carrying, saveIn } from '../../src/page/boxes.ts'
import type { Action, Page } from '../../src/page/page.ts'

const save: Action = { action: 'answer', label: 'Bewaar', data: { client: 'c', run: 'r', visit: 'v1' }, inputs: true, primary: true }
const other = (data: Record<string, string>): Action => ({ action: 'more', label: 'Meer', data })
const page = (actions: Action[], more: Partial<Page> = {}): Page => ({
  language: 'nl',
  title: 'x',
  summary: 'x',
  blocks: [{ kind: 'input', input: 'text', id: 'text', label: 'x', maxLength: 10 }],
  actions,
  ...more,
})

describe('a button beside boxes', () => {
  const cases: [Record<string, string>][] = [
    [{ client: 'c', run: 'r', visit: 'v1' }],
    [{ client: 'c', run: 'r', on: 'true' }],
    [{ client: 'c', run: 'another', visit: 'v1' }],
    [{ run: 'c' }],
    [{}],
  ]
  it.each(cases)('carries where they are saved, and says itself what it has in common with that: %j', (data) => {
    const [, button] = carrying(page([save, other(data)])).actions
    expect(saveIn(button?.data ?? {})).toEqual({ action: 'answer', data: save.data })
    expect(button?.data).toMatchObject(data)
  })

  it('carries little of it where it has the same ids', () => {
    const [, button] = carrying(page([save, other(save.data)])).actions
    expect(button?.data.save).toBe('~answer client run visit')
  })

  it.each(['a b=c', '=', '%', '%zz', '~', '“é” \u2028', '😀', ' ', ''])('carries %j whole', (client) => {
    const [, button] = carrying(page([{ ...save, data: { ...save.data, client } }, other({ run: 'r' })])).actions
    expect(saveIn(JSON.parse(JSON.stringify(button?.data)))).toEqual({ action: 'answer', data: { ...save.data, client } })
  })

  it('carries half a sign as a whole one', () => {
    const [, button] = carrying(page([{ ...save, data: { ...save.data, client: '\ud83d' } }, other({})])).actions
    expect(saveIn(button?.data ?? {})?.data.client).toBe('\ufffd')
  })

  it('is understood as earlier cards said it', () => {
    expect(saveIn({ client: 'x', save: '{"action":"answer","data":{"client":"c"}}' })).toEqual({ action: 'answer', data: { client: 'c' } })
  })

  it.each([
    '',
    'x',
    'null',
    '[]',
    '{}',
    '{"action":1,"data":{}}',
    '{"action":"a"}',
    '{"action":"a","data":null}',
    '{"action":"a","data":{},"same":1}',
    '~',
    '~ client',
    '~a client=%zz',
  ])('says nothing where %j stands there instead', (text) => {
    expect(saveIn({ client: 'c', save: text })).toBeUndefined()
  })

  it('takes over only what was sent under such a name', () => {
    expect(saveIn({ client: 'c', save: '{"action":"a","data":{},"same":"client toString __proto__ run"}' })).toEqual({
      action: 'a',
      data: { client: 'c' },
    })
    const forged = saveIn({ client: 'c', save: '~a client toString __proto__=x run constructor' })
    expect(Object.entries(forged?.data ?? {})).toEqual([
      ['client', 'c'],
      ['__proto__', 'x'],
    ])
    expect(Object.getPrototypeOf(forged?.data)).toBe(Object.prototype)
  })
})

it('only the button that sends the boxes says where the file was', () => {
  const [first, second] = carrying(page([save, other({})], { since: '0123456789ab' })).actions
  expect(first?.data.shown).toMatch(/^@0123456789ab text:/)
  expect(second?.data.shown).toMatch(/^text:/)
})
