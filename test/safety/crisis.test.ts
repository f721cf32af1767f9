import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/content/content.ts'
import { CrisisWords } from '../../src/content/crisis-words.ts'
import { parseYaml } from '../../src/content/parse.ts'
import { createCrisisCheck, gravest } from '../../src/safety/crisis.ts'
import { ACCEPTED, DENIED, MISSED, MORE, MUST, MUST_NOT, NOT_DENIED } from './crisis-sentences.ts'

const FILE = 'dialogs/safety/crisis.yaml'
const { data, problems } = parseYaml(FILE, readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8'), CrisisWords)
if (!data) throw new Error(JSON.stringify(problems))
const check = createCrisisCheck(data)

describe('words of crisis', () => {
  for (const [language, sentences] of Object.entries(MUST)) {
    it.each(sentences)(`finds in ${language} “%s”`, (sentence) => {
      expect(check(sentence)).toEqual({ tier: 1, denied: false })
    })
  }

  it.each(MORE)('finds “%s”', (sentence) => {
    expect(check(sentence)).toEqual({ tier: 1, denied: false })
  })

  it.each(MISSED)('is known to miss “%s”', (sentence) => {
    expect(check(sentence).tier).toBe(0)
  })

  it('never brings up the plan for what our own conversations say', () => {
    const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : Object.values(value as object).flatMap(texts))
    for (const language of LANGUAGES) {
      const folder = new URL(`../../locales/${language}/conversations/`, import.meta.url)
      for (const file of readdirSync(folder)) {
        for (const text of texts(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))) expect(check(text).tier, text).not.toBe(1)
      }
    }
  })

  it.each(DENIED)('softens the tone for a denial and never hides the plan: “%s”', (sentence) => {
    expect(check(sentence)).toEqual({ tier: 2, denied: true })
  })

  it.each(NOT_DENIED)('softens nothing for a negation of something else: “%s”', (sentence) => {
    expect(check(sentence)).toEqual({ tier: 1, denied: false })
  })

  it.each(MUST_NOT)('leaves alone “%s”', (sentence) => {
    expect(check(sentence)).toEqual({ tier: 0, denied: false })
  })

  it.each(ACCEPTED)('finds, rather once too often, “%s”', (sentence) => {
    expect(check(sentence).tier).toBe(1)
  })

  it('sees through accents, line ends, apostrophes and soft hyphens', () => {
    const ways = [
      'wil niet\nmeer\r\nleven',
      'wil  niet\t meer   leven',
      'suïcidaal'.normalize('NFD'),
      'SUÏCIDAAL',
      'zelf\u00admoord',
      'zelf-\nmoord',
      'eten-\nzelfmoord',
      'self-\nharm',
      'n‘a plus envie de vivre',
      "n'a plus envie de vivre",
      '« envie de mourir »',
      '(wil dood)',
      'za­l zichzelf iets aandoen',
      'he doesnʼt want to live',
      'ｓｕｉｃｉｄｅ',
      '𝐬𝐮𝐢𝐜𝐢𝐝𝐞',
      's̶u̶i̶c̶i̶d̶e̶',
      'zelf\u200emoord',
      'zelf\ufe0fmoord',
      'zelf\u3164moord',
      'zеlfmооrd',
      'wil\u2028dood',
      'wil\u000bniet\u0085meer leven',
      'z e l f m o o r d',
      'i k  w i l  d o o d',
      's.u.i.c.i.d.e',
      'w-i-l d-o-o-d',
      'Z_E_L_F_M_O_O_R_D',
    ]
    for (const way of ways) expect(check(way).tier, way).toBe(1)
  })

  it('finds a phrase whatever stands around it', () => {
    const phrases = [...Object.values(MUST).flat(), ...MORE]
    const around = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 100 }))
    fc.assert(
      fc.property(fc.constantFrom(...phrases), around, around, fc.constantFrom(' ', '\n', '. ', ', '), (phrase, before, after, sign) => {
        expect(check(before + sign + phrase + sign + after).tier).not.toBe(0)
      }),
      { numRuns: 500 },
    )
  })

  it('takes any text of 10,000 characters, soon', () => {
    const words = [
      'wil',
      'niet',
      'meer',
      'leven',
      'dood',
      'geen',
      'zelfmoord',
      'ne',
      'veut',
      'plus',
      'want',
      'to',
      'die',
      '-\n',
      '. ',
      'er',
      'aan',
      'een',
    ]
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 10_000 }),
      fc.array(fc.constantFrom(...words), { maxLength: 2500 }).map((some) => some.join(' ').slice(0, 10_000)),
      fc
        .tuple(fc.constantFrom(...words), fc.constantFrom(' ', '', '\n'))
        .map(([word, sign]) => (word + sign).repeat(5000).slice(0, 10_000)),
    )
    fc.assert(
      fc.property(text, (some) => {
        // The processor's time, not the clock's, and the best of three where it is slow: other work on the machine must not fail the test.
        const cost = () => {
          const start = process.cpuUsage()
          check(some)
          return process.cpuUsage(start).user / 1000
        }
        expect(cost() < 500 || cost() < 500 || cost() < 500).toBe(true)
        const { tier, denied } = check(some)
        expect(tier === 2 || !denied).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('takes a note of ordinary length in a moment', () => {
    const note = 'Mijn cliënt vertelt over de school van de kinderen en over de brief van de advocaat. '.repeat(118).slice(0, 10_000)
    for (let i = 0; i < 20; i++) check(note)
    const times = Array.from({ length: 50 }, () => {
      const start = performance.now()
      check(note)
      return performance.now() - start
    })
    // The best of many says what the work costs, whatever else the machine does: about 0.4 ms where it was written.
    // A pattern that grows with the square takes hundreds.
    expect(Math.min(...times)).toBeLessThan(5)
  })
})

describe('several texts at once', () => {
  const CALM = { tier: 0, denied: false } as const
  const SIGN = { tier: 2, denied: false } as const
  const DENIED = { tier: 2, denied: true } as const
  const ALARM = { tier: 1, denied: false } as const

  it('weigh as much as the gravest of them', () => {
    expect(gravest([])).toEqual(CALM)
    expect(gravest([CALM, DENIED, CALM])).toEqual(DENIED)
    expect(gravest([DENIED, SIGN])).toEqual(SIGN)
    expect(gravest([SIGN, ALARM, DENIED])).toEqual(ALARM)
  })
})

describe('the model beside the table', () => {
  const long = 'zij vertelt vandaag over de brief die kwam'
  const weigh = (explicit: number, sign = -9) => createCrisisCheck(data, () => ({ explicit, sign }))
  const { thresholds } = data

  it('finds what no words foresee, from its thresholds on', () => {
    expect(weigh(thresholds.explicit)(long)).toEqual({ tier: 1, denied: false })
    expect(weigh(-9, thresholds.sign)(long)).toEqual({ tier: 2, denied: false })
    expect(weigh(thresholds.explicit - 0.01, thresholds.sign - 0.01)(long)).toEqual({ tier: 0, denied: false })
  })

  it('never hides words of danger, and calms only those that are weighed', () => {
    expect(weigh(-9)('hij wil dood').tier).toBe(1)
    expect(weigh(-9)('suïcidale gedachten').tier).toBe(2)
    expect(weigh(0)('suïcidale gedachten').tier).toBe(1)
    expect(weigh(-9)('z e l f m o o r d').tier).toBe(1)
  })

  it('decides alone where or with whom somebody no longer wants to live', () => {
    for (const text of [
      'zij wil niet meer leven met hem in dat huis',
      'elle ne veut plus vivre avec lui là',
      'she no longer wants to live with him there',
    ]) {
      expect(weigh(-9)(text).tier, text).toBe(0)
      expect(weigh(9)(text).tier, text).toBe(1)
      expect(createCrisisCheck(data, () => undefined)(text).tier, text).toBe(1)
    }
    expect(weigh(-9)('zij wil niet meer leven, met of zonder hem').tier).toBe(1)
  })

  it.each([
    'il ne veut plus vivre avec son frère',
    'does not want to live in the centre',
    'ze wil niet meer leven bij haar tante, de kamer is te klein',
  ])('does not bring up the plan for “%s”', (text) => {
    expect(check(text).tier).not.toBe(1)
  })

  it.each([
    'zij wil niet meer leven in deze wereld zonder haar kinderen',
    'ze zegt dat ze niet meer wil leven met zoveel pijn',
    'elle ne veut plus vivre dans ce monde, dit elle',
    'elle dit qu’elle ne peut plus vivre avec cette honte',
    'he says he does not want to live in this world',
    'she can no longer live with this shame, she says',
  ])('brings it up all the same for “%s”', (text) => {
    expect(check(text).tier).toBe(1)
  })

  it('is louder than a denial only where it is very sure', () => {
    expect(weigh(thresholds.denied - 0.01)('geen suïcidale gedachten')).toEqual({ tier: 2, denied: true })
    expect(weigh(thresholds.denied)('geen suïcidale gedachten')).toEqual({ tier: 1, denied: false })
  })

  it('says nothing of a few words', () => {
    expect(check('Het leven hier').tier).toBe(0)
    expect(check('Hoe gaat het hier met u?').tier).toBe(0)
  })
})

describe('the notation', () => {
  const nothing = { nl: ['zzz'], fr: ['zzz'], en: ['zzz'] }
  const only = (pattern: string, forms = {}) =>
    createCrisisCheck(
      {
        forms: { nl: forms, fr: {}, en: {} },
        meanings: [{ id: 'fruit', tier: 1, ...nothing, nl: [pattern] }],
        thresholds: { explicit: 1, sign: 1, calm: -1, denied: 2 },
        concepts: {},
        negations: nothing,
        short: { nl: { zgt: 'zegt' }, fr: {}, en: {} },
        places: nothing,
        breaks: nothing,
      },
      () => ({ explicit: 0, sign: 0 }),
    )

  it('reads words, endings, alternatives and gaps', () => {
    expect(only('rood*')('een roodborstje').tier).toBe(1)
    expect(only('rood')('een roodborstje').tier).toBe(0)
    expect(only('(een|twee) appels')('twee appels').tier).toBe(1)
    expect(only('(een|twee) appels')('drie appels').tier).toBe(0)
    expect(only('rode (zoete|) appels')('rode appels').tier).toBe(1)
    expect(only('een .. peer')('een hele rijpe peer').tier).toBe(1)
    expect(only('een .. peer')('een hele erg rijpe peer').tier).toBe(0)
    expect(only('een ... peer')('een hele hele erg rijpe peer').tier).toBe(1)
    expect(only('een ... peer')('een hele hele erg erg rijpe peer').tier).toBe(0)
    expect(only('(rijpe (gele|groene)|hard*) peer')('harde peer, rijpe groene peer').tier).toBe(1)
    expect(only("l'envie")('l’envie').tier).toBe(1)
    expect(only('hij zegt')('hij zgt').tier, 'what fast writers shorten').toBe(1)
  })

  it.each(['(een|twee', 'een|twee', 'twee)', '.. peer', 'een ...', 'ro*d', '(een|)', 'a.b'])(
    'says which pattern cannot be read: %s',
    (pattern) => {
      expect(() => only(pattern)).toThrow(`dialogs/safety/crisis.yaml, fruit.nl: “${pattern}”`)
    },
  )
})
