import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../src/content/limits.ts'
import type { StepKind } from '../../src/content/schema.ts'
import { checkValue } from '../../src/engine/values.ts'
import { talk } from '../support/talk.ts'

const steps = talk.sections.flatMap((section) => section.steps)
const stepOf = (kind: StepKind) => steps.find((step) => step.kind === kind)!
const check = (kind: StepKind, value: unknown) => checkValue(stepOf(kind), 'afterwards', value)

describe('what each kind of step takes', () => {
  const remark = { text: 'a remark' }
  it.each<[StepKind, object]>([
    ['ask', {}],
    ['say', {}],
    ['summary', {}],
    ['choose', { choices: ['made'] }],
    ['checklist', { choices: ['sleep', 'family'] }],
    ['scale', { number: 10 }],
    ['date', { date: '2028-02-29' }],
    ['grid', { cells: { legal: { good: 'a' }, return: { good: 'b', hard: 'c' } } }],
    ['agreements', { agreements: [{ text: 'call', due: '2027-01-31' }, { text: 'rest' }] }],
  ])('takes the parts of %s and refuses those of other kinds', (kind, part) => {
    expect(check(kind, { ...remark, ...part })).toEqual({ value: { ...remark, ...part } })
    for (const other of ['ask', 'choose', 'scale', 'date', 'grid', 'agreements'] as const) {
      if (Object.keys(part).length === 0 || (kind === 'checklist' && other === 'choose') || other === kind) continue
      expect(check(other, part)).toEqual({ reason: 'invalid-value', part: Object.keys(part)[0] })
    }
  })

  it('brings a value into one form: no empty parts, each option once and in the order of the step', () => {
    expect(check('checklist', { text: ' ', choices: ['family', 'sleep', 'family'], date: '', number: undefined })).toEqual({
      value: { choices: ['sleep', 'family'] },
    })
    expect(check('grid', { cells: { return: { hard: 'x', good: ' ' }, legal: {}, onward: { good: '' } } })).toEqual({
      value: { cells: { return: { hard: 'x' } } },
    })
    expect(
      check('agreements', {
        agreements: [
          { text: '', due: '' },
          { text: 'call', due: '' },
        ],
      }),
    ).toEqual({
      value: { agreements: [{ text: 'call' }] },
    })
    expect(check('ask', { text: '  as typed\n' })).toEqual({ value: { text: '  as typed\n' } })
  })
})

describe('what is refused', () => {
  it.each<[StepKind, unknown, string | undefined]>([
    ['ask', null, undefined],
    ['ask', 'text', undefined],
    ['ask', [], undefined],
    ['ask', { text: 7 }, 'text'],
    ['ask', { words: 'x' }, 'words'],
    ['ask', JSON.parse('{"__proto__": {"text": "x"}}'), '__proto__'],
    ['choose', { choices: 'made' }, 'choices'],
    ['choose', { choices: ['other'] }, 'choices'],
    ['choose', { choices: ['made', 'several'] }, 'choices'],
    ['checklist', { choices: ['sleep', 3] }, 'choices'],
    ['scale', { number: 11 }, 'number'],
    ['scale', { number: -1 }, 'number'],
    ['scale', { number: 2.5 }, 'number'],
    ['scale', { number: '5' }, 'number'],
    ['scale', { number: Number.NaN }, 'number'],
    ['date', { date: '2027-02-29' }, 'date'],
    ['date', { date: '2027-13-01' }, 'date'],
    ['date', { date: '2027-00-10' }, 'date'],
    ['date', { date: '27-01-01' }, 'date'],
    ['date', { date: '2027-01-01T00:00' }, 'date'],
    ['date', { date: '0027-01-01' }, 'date'],
    ['grid', { cells: { elsewhere: { good: 'x' } } }, 'cells'],
    ['grid', { cells: { legal: { better: 'x' } } }, 'cells'],
    ['grid', { cells: { legal: 'x' } }, 'cells'],
    ['grid', { cells: JSON.parse('{"__proto__": {"good": "x"}}') }, 'cells'],
    ['agreements', { agreements: [{ due: '2027-01-01' }] }, 'agreements'],
    ['agreements', { agreements: [{ text: 'x', due: 'soon' }] }, 'agreements'],
    ['agreements', { agreements: [{ text: 'x', by: 'me' }] }, 'agreements'],
    ['agreements', { agreements: 'x' }, 'agreements'],
    ['ask', { prompts: ['how'] }, 'prompts'],
  ])('refuses for %s: %j', (kind, value, part) => {
    const reason = kind === 'date' || JSON.stringify(value).includes('soon') ? 'no-day' : 'invalid-value'
    expect(check(kind, value)).toEqual({ reason, ...(part ? { part } : {}) })
  })

  it.each<[StepKind, unknown]>([
    ['ask', {}],
    ['ask', { text: ' \n ' }],
    ['checklist', { choices: [] }],
    ['grid', { cells: { legal: { good: '' } } }],
    ['agreements', { agreements: [] }],
  ])('calls it empty for %s: %j', (kind, value) => {
    expect(check(kind, value)).toEqual({ reason: 'empty' })
  })

  it('refuses more text than a card can carry, all parts together', () => {
    expect(check('ask', { text: 'x'.repeat(LIMITS.text) })).toHaveProperty('value')
    expect(check('ask', { text: 'x'.repeat(LIMITS.text + 1) })).toEqual({ reason: 'too-long', part: 'text' })
    const half = 'x'.repeat(LIMITS.text / 2)
    expect(check('grid', { cells: { legal: { good: half, hard: half } }, text: 'x' })).toEqual({ reason: 'too-long', part: 'text' })
    expect(check('agreements', { agreements: [{ text: half }, { text: half }, { text: 'x' }] })).toEqual({
      reason: 'too-long',
      part: 'text',
    })
  })
})

describe('preparing', () => {
  it('takes chosen questions and a reminder, and nothing the client would say', () => {
    const prepare = (value: unknown) => checkValue(stepOf('choose'), 'prepare', value)
    expect(prepare({ prompts: ['fear', 'idea'], text: 'slowly' })).toEqual({ value: { text: 'slowly', prompts: ['idea', 'fear'] } })
    expect(prepare({ choices: ['made'] })).toEqual({ reason: 'invalid-value', part: 'choices' })
    expect(prepare({ prompts: ['unknown'] })).toEqual({ reason: 'invalid-value', part: 'prompts' })
  })
})
