import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CrisisWords } from '../../src/content/crisis-words.ts'
import { parseYaml } from '../../src/content/parse.ts'
import { createCrisisCheck } from '../../src/safety/crisis.ts'

const FILE = 'dialogs/safety/crisis.yaml'
const { data, problems } = parseYaml(FILE, readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8'), CrisisWords)
if (!data) throw new Error(JSON.stringify(problems))
const check = createCrisisCheck(data)

/** Sentences as counsellors write them down; each must bring up the plan with the full tone. */
const MUST: Readonly<Record<string, readonly string[]>> = {
  nl: [
    'Hij wil niet meer leven.',
    'Ze zegt dat ze niet meer wil leven',
    'dat hij eigenlijk niet meer zo wil leven',
    'wou niet meer leven na de brief',
    'hij zei: zo hoef ik niet meer te leven',
    'Ik kan zo niet meer verder leven',
    'wil nie meer leven',
    'Denkt aan zelfmoord.',
    'heeft ZELFMOORDPLANNEN',
    'Zelf moord plegen, zei ze.',
    'sprak over zelfdoding',
    'zelfdodingsgedachten sinds maandag',
    'is suïcidaal',
    'suicidale uitspraken',
    'een suïcidepoging in het centrum',
    'Hij wil er een eind aan maken',
    'dreigt er een einde aan te maken',
    'maakt er zelf een einde aan als hij terug moet',
    'een einde aan zijn leven maken',
    'een eind aan m’n leven',
    'wil uit het leven stappen',
    'stapt liever uit het leven',
    'zou uit het leven willen stappen',
    'hij gaat zich van kant maken',
    'dat ze zich van kant maakt',
    'maakt zich nog van kant',
    'zich van het leven beroven',
    'Hij wil alleen maar dood',
    'ze wil dood',
    'dat ze dood wil',
    'zou het liefst sterven',
    'wil liever hier sterven',
    'dan kan ik net zo goed hier doodgaan',
    'liever dood dan terug',
    'ik was beter dood',
    'was ik maar dood',
    'laat mij maar doodgaan',
    'Mijn leven heeft geen zin meer',
    'leven zonder zin',
    'geen reden om te leven',
    'heeft geen goesting meer om te leven',
    'vindt zijn leven zinloos',
    'Ze ziet het leven niet meer zitten',
    'ziet het niet meer zitten',
    'is het leven beu',
    'hij zou zichzelf iets aandoen',
    'dat hij zich iets aandoet',
    'ik doe mezelf iets aan',
    'bang dat ze zichzelf iets aan zal doen',
    'zichzelf pijn doen',
    'snijdt zich in de armen; ze snijdt zichzelf',
    'krast, zelfverwonding, automutilatie',
    'polsen doorgesneden',
    'zich ophangen',
    'ik hang me op',
    'ik ga mij verhangen',
    'heeft geprobeerd zich te verhangen',
    'wil voor de trein springen',
    'springt nog van de brug',
    'van het dak springen',
    'onder de trein gaan liggen',
    'een overdosis genomen',
    'heeft alle pillen ingenomen',
    'slikte te veel pillen',
    'pillen innemen om te sterven',
    'schreef een afscheidsbrief',
    'niet meer wakker worden',
    'wil er niet meer zijn',
    'iedereen is beter af zonder mij',
    'denkt vaak aan de dood',
    'gedachten aan doodgaan',
    'zichzelf in brand steken',
    'voelt zich levensmoe',
    'er is acuut gevaar',
    'hij heeft een mes bij zich',
    'dreigt met een mes',
    'is een gevaar voor zichzelf',
    'we hebben 112 gebeld',
  ],
  fr: [
    'Il parle de suicide.',
    'elle veut se suicider',
    'idées suicidaires',
    'elle s’est suicidée presque',
    'Il veut mettre fin à ses jours.',
    'mettre fin à sa vie',
    'attenter à ses jours',
    'Il ne veut plus vivre',
    'je ne veux plus vivre ici ni ailleurs',
    'elle n’a plus envie de vivre',
    "n'a plus la force de vivre",
    'il dit ne plus vouloir vivre',
    'il n’a aucune raison de vivre',
    'envie de mourir',
    'elle préfère mourir que rentrer',
    'il veut mourir',
    'plutôt mourir ici',
    'je préférerais être morte',
    'Il veut en finir',
    'J’ai envie d’en finir',
    'pense à en finir',
    'Elle dit vouloir se faire du mal',
    'elle s’est fait du mal hier',
    'il va se tuer',
    'je vais me tuer',
    'se donner la mort',
    'il veut se pendre',
    'se jeter sous un train',
    'sauter du pont',
    's’ouvrir les veines',
    'se coupe les bras, automutilation',
    'a pris tous ses médicaments',
    'une overdose',
    'sa vie n’a plus de sens',
    'fatigué de vivre',
    'elle pense à la mort',
    'des idées noires',
    'à quoi bon vivre',
    'laissez-moi mourir',
    'une lettre d’adieu',
    'passage à l’acte',
    'un danger imminent',
    'il a un couteau sur lui',
    'appelez le 112',
  ],
  en: [
    'He talks about suicide.',
    'she feels suicidal',
    'He wants to kill himself',
    'she said she would kill herself',
    'I will kill myself',
    'they may kill themselves',
    'wants to end his life',
    'to end it all',
    'take her own life',
    'He does not want to live',
    'he doesn’t want to live anymore',
    "I don't want to live",
    'dont want to live',
    'no longer wants to live',
    'she cannot live like this',
    'want to die',
    'I would rather die than go back',
    'better off dead',
    'he wishes he was dead',
    'no reason to live',
    'has lost the will to live',
    'life has no meaning',
    'not worth living',
    'tired of living',
    'he may hurt himself',
    'she harms herself',
    'cutting herself again',
    'self-harm',
    'self harming',
    'slit her wrists',
    'jump off a bridge',
    'in front of the train: he wanted to jump in front of a train',
    'took an overdose',
    'took all his pills',
    'thoughts of death',
    'a goodbye letter',
    'hang himself',
    'everyone is better off without me',
    'is in acute danger',
    'he has a knife',
    'threatens to hurt someone',
    'called 112',
  ],
}

/** The plan comes up, but the tone is gentler. */
const DENIED = [
  'Geen suïcidale gedachten.',
  'Heeft geen zelfmoordplannen, slaapt goed.',
  'Hij is niet suïcidaal',
  'Ontkent suïcidegedachten.',
  'Aan zelfmoord denkt hij niet.',
  'hij wil niet dood',
  'pas d’idées suicidaires',
  "il n'a pas d'idées suicidaires",
  'elle dit qu’elle ne veut pas mourir',
  'nie toute idée de suicide',
  'sans idées noires',
  'no suicidal thoughts',
  'denies suicidal ideation',
  'does not want to die',
  'would never kill himself',
]

/** A negation stands near, but belongs to the wish itself or to something else: the full tone. */
const NOT_DENIED = [
  'wil niet meer leven',
  'Hij slaapt niet. Hij denkt aan zelfmoord.',
  'Geen eetlust, suïcidale gedachten',
  'niet blij maar suïcidaal',
  'denkt aan zelfmoord omdat hij niet mag blijven',
  'denkt aan zelfmoord en slaapt niet',
  'Geen suïcidale gedachten vorige week. Vandaag wil ze niet meer leven.',
  'il ne dort plus ; il pense au suicide',
  'ne veut plus vivre',
  'he does not sleep and feels suicidal',
  'does not want to live',
]

const MUST_NOT = [
  'Hij werkt als zelfstandige.',
  'We bekeken zijn levensloop met de levenslijn.',
  'Ze is doodmoe van het wachten.',
  'een doodgewone dag',
  'The dead line is Monday; the deadline too.',
  'einde van de opvang, einde aan de procedure',
  'We maken een einde aan het gesprek om vijf uur.',
  'Hij wil niet terug naar Afghanistan.',
  'Ze wil verder leven met haar kinderen en school volgen.',
  'Hij wil weten of zijn broer dood is.',
  'Zijn vader is dood, zijn moeder leeft nog.',
  'Ze dreigden hem met een wapen, daarom is hij gevlucht.',
  'Ze gaan mij vermoorden als ik terugga, zegt hij.',
  'Hij hangt zijn jas op.',
  'De cliënt springt bij in de keuken.',
  'neemt pillen om te slapen',
  'hij komt niet, want die advocaat belde niet',
  'De kinderen spelen voor de deur.',
  'snijdt brood in de keuken',
  'uit het leven gegrepen verhaal',
  'Hij heeft geen zin in koffie.',
  'Il a tué le temps en cuisinant.',
  'Elle s’est tue pendant tout l’entretien.',
  'Son père est mort l’an dernier.',
  'Ils vont le tuer s’il rentre, dit-il.',
  'Il pend son manteau pendant l’entretien.',
  'la vie au centre est calme',
  'il se fait mal comprendre',
  'They threatened to kill him, so he fled.',
  'He wants to live in Ghent.',
  'He cut the bread himself.',
  'The end of his procedure; his life here is good.',
  'Her father died. She wants to study.',
  'a die-hard fan',
  'Hij leeft niet meer samen met zijn vrouw.',
  '',
  '   \n\t',
]

/** Known and accepted: rather once too often. */
const ACCEPTED = ['Hij wil niet meer in het centrum leven.', 'il ne veut plus vivre avec son frère', 'does not want to live in the centre']

describe('words of crisis', () => {
  for (const [language, sentences] of Object.entries(MUST)) {
    it.each(sentences)(`${language}: finds “%s”`, (sentence) => {
      expect(check(sentence)).toEqual({ found: true, softened: false })
    })
  }

  it.each(DENIED)('a denial softens the tone and never hides the plan: “%s”', (sentence) => {
    expect(check(sentence)).toEqual({ found: true, softened: true })
  })

  it.each(NOT_DENIED)('a negation of something else softens nothing: “%s”', (sentence) => {
    expect(check(sentence)).toEqual({ found: true, softened: false })
  })

  it.each(MUST_NOT)('leaves alone “%s”', (sentence) => {
    expect(check(sentence)).toEqual({ found: false, softened: false })
  })

  it.each(ACCEPTED)('rather once too often: “%s”', (sentence) => {
    expect(check(sentence).found).toBe(true)
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
    ]
    for (const way of ways) expect(check(way).found, way).toBe(true)
  })

  it('finds a phrase whatever stands around it', () => {
    const phrases = Object.values(MUST).flat()
    const around = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 100 }))
    fc.assert(
      fc.property(fc.constantFrom(...phrases), around, around, fc.constantFrom(' ', '\n', '. ', ', '), (phrase, before, after, sign) => {
        expect(check(before + sign + phrase + sign + after).found).toBe(true)
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
        const start = performance.now()
        const { found, softened } = check(some)
        expect(performance.now() - start).toBeLessThan(100)
        expect(found || !softened).toBe(true)
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
    }).toSorted((a, b) => a - b)
    // about 0.6 ms on the machine it was written on; the bound leaves room for a busy one
    expect(times[25]).toBeLessThan(3)
  })
})

describe('the notation', () => {
  const only = (harm: string) =>
    createCrisisCheck({
      nl: { harm: [harm], danger: ['zzz'], negations: ['geen'], breaks: ['maar'] },
      fr: { harm: ['zzz'], danger: ['zzz'], negations: ['zzz'], breaks: ['mais'] },
      en: { harm: ['zzz'], danger: ['zzz'], negations: ['zzz'], breaks: ['but'] },
    })

  it('reads words, endings, alternatives and gaps', () => {
    expect(only('rood*')('een roodborstje').found).toBe(true)
    expect(only('rood')('een roodborstje').found).toBe(false)
    expect(only('(een|twee) appels')('twee appels').found).toBe(true)
    expect(only('(een|twee) appels')('drie appels').found).toBe(false)
    expect(only('rode (zoete|) appels')('rode appels').found).toBe(true)
    expect(only('een .. peer')('een hele rijpe peer').found).toBe(true)
    expect(only('een .. peer')('een hele erg rijpe peer').found).toBe(false)
    expect(only('een ... peer')('een hele hele erg rijpe peer').found).toBe(true)
    expect(only('een ... peer')('een hele hele erg erg rijpe peer').found).toBe(false)
    expect(only('(rijpe (gele|groene)|hard*) peer')('harde peer, rijpe groene peer').found).toBe(true)
    expect(only("l'envie")('l’envie').found).toBe(true)
  })

  it.each(['(een|twee', 'een|twee', 'twee)', '.. peer', 'een ...', 'ro*d', '(een|)', 'a.b'])(
    'says which pattern cannot be read: %s',
    (pattern) => {
      expect(() => only(pattern)).toThrow(`dialogs/safety/crisis.yaml, nl.harm: “${pattern}”`)
    },
  )
})
