/** How things are said: questions that interpret, and four options in equal measure. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { optionProblems } from '../../src/content/check-options.ts'
import { faultsIn } from '../../src/content/check-questions.ts'
import { RESIDENCE_OPTIONS } from '../../src/content/kinds.ts'
import { parseYaml } from '../../src/content/parse.ts'
import { QuestionRules } from '../../src/content/question-rules.ts'
import { type Read, readContent } from '../../src/content/read.ts'
import type { Step } from '../../src/content/schema.ts'

const FILE = 'dialogs/wording/questions.yaml'
const { data: rules } = parseYaml(FILE, readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8'), QuestionRules)

describe('a question', () => {
  it.each([
    ['nl', 'Wat wilt u dat wij vandaag samen bekijken en ook nog eens rustig bespreken met uw advocaat erbij?', 'words'],
    ['nl', 'Hoe slaapt u? Hoe eet u?', 'two things'],
    ['nl', 'Wat weet u en wie vertelde het u?', 'two things'],
    ['nl', 'Welke weg past bij u?', '“weg”'],
    ['fr', 'Que savez-vous et comment l’avez-vous appris ?', 'two things'],
    ['fr', 'Quel chemin vous convient ?', '“chemin*”'],
    ['en', 'What do you know, or who told you?', 'two things'],
    ['en', 'What was your journey like?', '“journey*”'],
  ] as const)('%s: “%s” is found', (language, question, reason) => {
    const [found] = faultsIn(language, rules!)(question)
    expect(found).toContain(reason)
  })

  it.each([
    ['nl', 'Nul is: ik bepaal niets zelf. Tien is: ik bepaal alles. Waar staat u vandaag?'],
    ['nl', 'Waar was u onderweg bang voor?'],
    ['nl', 'Wat wilt u zeggen over de kinderen en over school?'],
    ['fr', 'En quoi puis-je vous aider ?'],
    ['en', 'What do you think of when you look back?'],
  ] as const)('%s: “%s” is left alone', (language, question) => {
    expect(faultsIn(language, rules!)(question)).toEqual([])
  })
})

describe('the four options', () => {
  const step = (option: string, change: Partial<Step> = {}) =>
    ({
      id: `about-${option}`,
      option,
      kind: 'ask',
      source: 'OWN',
      prompts: ['living', 'money', 'people', 'health-safety', 'own'].map((id) => ({ id })),
      tips: [{ id: 'tip' }],
      attention: [],
      facts: ['everywhere'],
      ...change,
    }) as unknown as Step
  const read = (steps: readonly Step[], words: (id: string) => string = () => 'tien woorden lang '.repeat(10)): Read => {
    const sentences = { 'conversations/talk': { steps: Object.fromEntries(steps.map(({ id }) => [id, { why: words(id) }])) } }
    return {
      ...readContent('test/fixtures/content'),
      conversations: [{ file: 'talk.yaml', name: 'talk', data: { id: 'talk', sections: [{ id: 'one', steps }] } as never }],
      facts: [{ file: 'f.yaml', name: 'f', data: { facts: [{ id: 'everywhere' }, { id: 'here', country: 'BE' }] } as never }],
      sentences: { nl: sentences, fr: sentences, en: sentences } as never,
    }
  }
  const reasons = (...args: Parameters<typeof read>) => optionProblems(read(...args)).map(({ key, reason }) => `${key}: ${reason}`)
  const all = RESIDENCE_OPTIONS.map((option) => step(option))

  it('are in order where they are alike, and where a conversation goes into none', () => {
    expect(reasons(all)).toEqual([])
    expect(reasons([])).toEqual([])
  })

  it.each([
    ['one is missing', all.slice(1), 'legal'],
    ['one stands there twice', [...all, step('legal')], 'twice'],
    [
      'something stands between them',
      [all[0]!, { ...step('legal'), id: 'between', option: undefined } as Step, ...all.slice(1)],
      'directly after each other',
    ],
    ['one has more questions', all.with(2, step('return', { prompts: [...all[2]!.prompts, { id: 'more' }] as never })), 'return 6'],
    ['one has a tip less', all.with(1, step('onward', { tips: [] })), 'onward 0'],
    [
      'one has a fact more in one country',
      all.with(3, step('undocumented', { facts: ['everywhere', 'here'] })),
      'facts in BE each: legal 1, onward 1, return 1, undocumented 2',
    ],
    ['one asks other things first', all.with(0, step('legal', { prompts: all[0]!.prompts.toReversed() })), 'steps.about-legal.prompts'],
  ])('are not where %s', (_, steps, reason) => {
    expect(reasons(steps).join('\n')).toContain(reason)
  })

  it('are not where more is said of one than of another', () => {
    expect(reasons(all, (id) => 'woord '.repeat(id === 'about-return' ? 115 : 100)).join('\n')).toContain(
      'in nl the four residence options differ',
    )
    expect(reasons(all, (id) => 'woord '.repeat(id === 'about-return' ? 109 : 100))).toEqual([])
  })
})
