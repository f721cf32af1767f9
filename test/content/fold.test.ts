import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bare, bareCommand, fold, isBlank, plain, skeleton } from '../../src/content/fold.ts'

describe('folding of words', () => {
  it.each([
    ['ARRÊTER', 'arreter'],
    ['Straße', 'strasse'],
    ['CŒUR', 'coeur'],
    ['ﬁets', 'fiets'],
    ['ｈｅｌｐ', 'help'],
    ['𝐡𝐞𝐥𝐩', 'help'],
    ['he\u200blp\ufeff', 'help'],
    ['\u2067zee\u2069', 'zee'],
    ['c´est  lourd', "c'est lourd"],
    ['c’est\u00a0lourd', "c'est lourd"],
    ['zwarte–zee', 'zwarte-zee'],
    ['a\u2028b\u0085c\u000bd', 'a b c d'],
    ['İSTANBUL', 'istanbul'],
    ['٣/۴', '3/4'],
  ])('folds %j to %j', (typed, folded) => {
    expect(fold(typed)).toBe(folded)
  })

  it('keeps vowels of scripts in which they are letters', () => {
    expect(fold('कि')).not.toBe(fold('का'))
  })

  it('reads plain letters the same, whatever stands beside them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), (text) => {
        expect(`${fold(text)} e`.trim()).toBe(fold(`${text} é`))
      }),
    )
  })

  it('is the same a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const way of [fold, bare, bareCommand, skeleton]) expect(way(way(text))).toBe(way(text))
      }),
    )
  })

  it.each([
    ['‘Nee.’', 'nee'],
    ['(3)', '3'],
    ['3️⃣', '3'],
    ['-3', '-3'],
    ['- nee', 'nee'],
    ['50%', '50%'],
    ['#3', '#3'],
    ['7 😢', '7 😢'],
    ['…', ''],
  ])('takes what stands around %j', (typed, word) => {
    expect(bare(typed)).toBe(word)
  })

  it.each(['', ' \n', '\u200b', '\u2800', '\u3164', '\u00ad\u2060', '\u202e\u202c', '\u0301', '\u{e0041}'])(
    'sees nothing in %j',
    (text) => {
      expect(isBlank(text)).toBe(true)
    },
  )

  it.each(['.', 'ש', '👍', '٣'])('sees something in %j', (text) => {
    expect(isBlank(text)).toBe(false)
  })
})

describe('what may be a command', () => {
  it.each([
    ['→ help', 'help'],
    ['← terug', 'terug'],
    ['ga verder →', 'ga verder'],
    ['+ notitie', 'notitie'],
    ['1. help', 'help'],
    ['(1) help', 'help'],
    ['#help', 'help'],
    ['@help', 'help'],
    ['&help', 'help'],
    ['help%', 'help'],
    ['sla-over', 'sla over'],
    ['sla_over', 'sla over'],
    ['C’est lourd', 'c est lourd'],
    ['help, help', 'help, help'],
    ['Help, ik weet het niet', 'help, ik weet het niet'],
    ['terug naar huis', 'terug naar huis'],
    ['1. 2', '1. 2'],
    ['3', '3'],
  ])('is in %j %j', (typed, command) => {
    expect(bareCommand(typed)).toBe(command)
  })
})

describe('the skeleton of a name', () => {
  it.each([
    ['علي', 'علی'],
    ['ليلى', 'لیلی'],
    ['كريم', 'کریم'],
    ['هند', 'ھند'],
    ['محمد', 'محمـد'],
    ['Zee ٥', 'Zee ۵'],
    ['Ali', 'Aӏi'],
    ['Ali', 'ᴀli'],
    ['Ali', 'aꙇi'],
    ['Ali', 'ꓮꓡꓲ'],
    ['Zee', 'Ꮓee'],
    ['Zee', 'ꓜee'],
    ['nest', 'ոest'],
    ['hond', 'һоոd'],
    ['reus', 'гeus'],
    ['vos', 'ѵоѕ'],
    ['uil', 'υil'],
    ['Yusuf', 'Υusuf'],
    ['wolf', 'ωolf'],
    ['gans', 'ɡans'],
    ['kat', 'ĸat'],
    ['Hass', 'Ħass'],
    ['"Zee"', '“Zee„'],
    ['«Zee»', '"Zee"'],
    ['Zee/1', 'Zee∕1'],
    ['Zee·man', 'Zee•man'],
    ['Ali,', 'Ali‚'],
    ['Zee', 'Zee.'],
    ['Zee', '“Zee”'],
    ['Zee', "'Zee,"],
    ['Νίκος', 'ΝΙΚΟΣ'],
    ['Υάκινθος', 'υάκινθος'],
  ])('is the same for %s and %s', (one, other) => {
    expect(skeleton(one)).toBe(skeleton(other))
  })

  it('is the same a second time, whatever looks alike', () => {
    const odd = fc.constantFrom(...'یىکھـӏոսгһѵυΥωɡĸᴀꙇᎪꓮ″‚“/∕•·×٥۵aYz .,'.split(''), 'Ꮓ', 'ꓜ')
    fc.assert(
      fc.property(fc.string({ unit: odd, maxLength: 20 }), (name) => {
        expect(skeleton(skeleton(name))).toBe(skeleton(name))
      }),
    )
  })

  it('keeps plain names apart', () => {
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789 ')
    fc.assert(
      fc.property(fc.string({ unit: letter, maxLength: 20 }), (name) => {
        expect(skeleton(name)).toBe(plain(name))
      }),
    )
  })

  it.each(['Zwarte\u200b Zee', 'ZWARTE ZEE', 'zwarte\u00a0zee', 'Ｚwarte Zee', 'Zwаrtе Zее', 'Zwarte\u2067 Zee\u2069', 'Zwárte Zee'])(
    'is that of “Zwarte Zee” for %j',
    (name) => {
      expect(skeleton(name)).toBe(skeleton('Zwarte Zee'))
    },
  )

  it.each(['Zwarte Zee 2', 'Zwarte-Zee', 'Witte Zee'])('is another one for “%s”', (name) => {
    expect(skeleton(name)).not.toBe(skeleton('Zwarte Zee'))
  })
})
