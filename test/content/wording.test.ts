/** How things are said: questions that interpret, and four options in equal measure. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { optionProblems } from '../../src/content/check-options.ts'
import { faultsIn, questionProblems } from '../../src/content/check-questions.ts'
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

describe('the check of questions', () => {
  const read = readContent('test/fixtures/content')
  const asked = (question: string, ns: string, key: string) =>
    questionProblems({
      ...read,
      wording: [{ file: FILE, name: 'questions', data: rules! }],
      countries: [{ file: 'c.yaml', name: 'BE', data: {} as never }],
      conversations: [
        { file: 'c.yaml', name: 'talk', data: { sections: [{ steps: [{ id: 'one', prompts: [{ id: 'first' }] }] }] } as never },
      ],
      guides: [{ file: 'g.yaml', name: 'plan', data: { sections: [{ id: 'now', prompts: [{ id: 'ask' }] }] } as never }],
      sentences: {
        ...read.sentences,
        nl: { 'countries/BE': { bodies: { appeal: { name: 'de Raad voor heel lange namen' } } }, [ns]: unfolded(key, question) as never },
      },
    })
  const unfolded = (key: string, text: string): unknown => key.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), text)

  it.each([
    ['conversations/talk', 'steps.one.prompts.first'],
    ['guides/plan', 'sections.now.prompts.ask'],
  ])('names file and key, in %s', (ns, key) => {
    expect(asked('Welke weg kiest u?', ns, key)).toMatchObject([{ file: `locales/nl/${ns}.json`, key }])
    expect(asked('Wat kiest u?', ns, key)).toEqual([])
  })

  it('counts the words of the names that are filled in', () => {
    const [ns, key] = ['conversations/talk', 'steps.one.prompts.first'] as const
    expect(asked('Wat zou u doen als ook {{appealBody}} nee zegt op wat u vroeg?', ns, key)).toMatchObject([
      { reason: expect.stringContaining('18 words') },
    ])
    expect(asked('Wat zou u doen als ook {{appealBody}} nee zegt?', ns, key)).toEqual([])
  })

  it('takes the words to avoid as they are written', () => {
    const avoid = { ...rules!.avoid, nl: ['a.b', '(nog)', 'wat?'] }
    const faults = faultsIn('nl', { ...rules!, avoid })
    expect(faults('Is dit axb?')).toEqual([])
    expect(faults('Is dit (nog) zo?')).toHaveLength(1)
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
      instruments: [],
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

  const chosenAt = (from: string, option: string) => ({ when: { answer: { step: from, has: [option] } } }) as Partial<Step>
  const which = (ids: readonly string[] = RESIDENCE_OPTIONS, id = 'which') =>
    ({ ...step('legal'), id, option: undefined, kind: 'checklist', options: ids.map((one) => ({ id: one })) }) as unknown as Step
  const routed = RESIDENCE_OPTIONS.map((option) => step(option, chosenAt('which', option)))

  it('are in order where each is shown when it was chosen, with a list of the four before', () => {
    expect(reasons([which(), ...routed])).toEqual([])
    expect(reasons([which(['before', ...RESIDENCE_OPTIONS, 'none']), ...routed])).toEqual([])
  })

  it.each([
    ['one is shown when another was chosen', routed.with(2, step('return', chosenAt('which', 'legal'))), 'steps.about-return.when'],
    ['one is always shown', routed.with(2, step('return')), 'steps.about-return.when'],
    ['one is shown only to some', routed.with(2, step('return', { when: { ...routed[2]!.when, order: true } })), 'steps.about-return.when'],
    ['one was chosen elsewhere', routed.with(1, step('onward', chosenAt('other', 'onward'))), 'steps.about-onward.when'],
    ['one asks for another kind of answer', routed.with(0, { ...routed[0]!, kind: 'say' } as Step), 'of the same kind'],
    ['one has an instrument', routed.with(2, { ...routed[2]!, instruments: ['ladder'] }), 'the same instruments'],
    [
      'one keeps a question from some',
      routed.with(1, { ...routed[1]!, prompts: routed[1]!.prompts.with(4, { id: 'own', when: { order: true } }) }),
      'under the same conditions',
    ],
  ])('are not where %s', (_, steps, reason) => {
    expect(reasons([which(), which(RESIDENCE_OPTIONS, 'other'), ...steps]).join('\n')).toContain(reason)
  })

  it('are not where the list that they are chosen from does not name them, or sets one apart', () => {
    expect(reasons([which(['legal', 'return']), ...routed]).join('\n')).toContain('steps.about-legal.when')
    expect(reasons([which(['legal', 'onward', 'none', 'return', 'undocumented'])])).toEqual([
      'steps.which.options: the four residence options must stand directly after each other: their order turns',
    ])
    const grid = {
      ...which(),
      kind: 'grid',
      options: undefined,
      rows: ['legal', 'x', 'onward', 'return', 'undocumented'].map((id) => ({ id })),
    }
    const { options: _, ...rows } = grid
    expect(reasons([rows as unknown as Step]).join('\n')).toContain('steps.which.rows')
  })

  it('are not where more is said of one than of another', () => {
    expect(reasons(all, (id) => 'woord '.repeat(id === 'about-return' ? 115 : 100)).join('\n')).toContain(
      'in nl the four residence options differ',
    )
    expect(reasons(all, (id) => 'woord '.repeat(id === 'about-return' ? 109 : 100))).toEqual([])
  })
})
