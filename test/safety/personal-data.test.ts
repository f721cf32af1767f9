import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBirthDate, isBsn, isNationalNumber } from '../../src/safety/checksums.ts'
import { findPersonalData, looksLikeRealName, mask, PERSONAL_KINDS, type PersonalKind } from '../../src/safety/personal-data.ts'

const seen = (text: string) => findPersonalData(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])

/** Numbers made up for this test; those with a checksum pass it. */
const FOUND: readonly [string, PersonalKind, string][] = [
  ['mail naar a.karimi+1@mail.example.be vandaag', 'email', 'a.karimi+1@mail.example.be'],
  ['bel 0470 12 34 56 na vijf uur', 'phone', '0470 12 34 56'],
  ['0470/12.34.56', 'phone', '0470/12.34.56'],
  ['gsm 0470123456.', 'phone', '0470123456'],
  ['vast: 09 123 45 67', 'phone', '09 123 45 67'],
  ['02/123.45.67', 'phone', '02/123.45.67'],
  ['06-12345678', 'phone', '06-12345678'],
  ['+32 470 12 34 56', 'phone', '+32 470 12 34 56'],
  ['0031 6 12345678', 'phone', '0031 6 12345678'],
  ['+31(0)6-12345678', 'phone', '+31(0)6-12345678'],
  ['broer in Kabul: +93 70 123 4567', 'phone', '+93 70 123 4567'],
  ['rijksregister 85.07.30-033.28', 'national-number', '85.07.30-033.28'],
  ['85073003328', 'national-number', '85073003328'],
  ['kind: 17.07.30-033.84', 'national-number', '17.07.30-033.84'],
  ['BSN 111222333', 'bsn', '111222333'],
  ['1112.22.333', 'bsn', '1112.22.333'],
  ['123 456 782', 'bsn', '123 456 782'],
  ['OV 8123456', 'file-number', '8123456'],
  ['OV-nummer: 8.123.456', 'file-number', '8.123.456'],
  ['SP: 8123456', 'file-number', '8123456'],
  ['CGVS 12/34567', 'file-number', '12/34567'],
  ['ref 12/34567Z', 'file-number', '12/34567Z'],
  ['dossiernummer 8123456', 'file-number', '8123456'],
  ['dossier CGRA n° 1234567', 'file-number', '1234567'],
  ['8123456', 'file-number', '8123456'],
  ['V-nummer 2801234567', 'file-number', '2801234567'],
  ['280.123.4567', 'file-number', '280.123.4567'],
  ['zaaknummer Z1-12345678901', 'file-number', 'Z1-12345678901'],
  ['paspoort EN123456', 'document', 'EN123456'],
  ['passport no. P01234567', 'document', 'P01234567'],
  ['passeport n° 07AB12345', 'document', '07AB12345'],
  ['NXB1K2L34', 'document', 'NXB1K2L34'],
  ['identiteitskaart 592-1234567-12', 'document', '592-1234567-12'],
  ['verblijfskaart B 123456789', 'document', 'B 123456789'],
  ['geboren op 12/03/1990', 'birth-date', '12/03/1990'],
  ['geb. 12-3-90', 'birth-date', '12-3-90'],
  ['née le 12 mars 1990 à Conakry', 'birth-date', '12 mars 1990'],
  ['born March 12th, 1990', 'birth-date', 'March 12th, 1990'],
  ['° 1990-03-12', 'birth-date', '1990-03-12'],
  ['12.03.1990', 'birth-date', '12.03.1990'],
  ['1 januari 1985', 'birth-date', '1 januari 1985'],
  ['zoontje geboren op 3 mei 2024', 'birth-date', '3 mei 2024'],
  // in another dress
  ['bel 0470\u00a012\u00a034\u00a056', 'phone', '0470\u00a012\u00a034\u00a056'],
  ['bel 0470–12–34–56', 'phone', '0470–12–34–56'],
  ['bel 0470\u201112\u201134\u201156', 'phone', '0470\u201112\u201134\u201156'],
  ['+32\u202f470\u202f12\u202f34\u202f56', 'phone', '+32\u202f470\u202f12\u202f34\u202f56'],
  ['٠٤٧٠١٢٣٤٥٦', 'phone', '٠٤٧٠١٢٣٤٥٦'],
  ['۰۴۷۰ ۱۲ ۳۴ ۵۶', 'phone', '۰۴۷۰ ۱۲ ۳۴ ۵۶'],
  ['０４７０１２３４５６', 'phone', '０４７０１２３４５６'],
  ['(02) 123 45 67', 'phone', '02) 123 45 67'],
  ['00 32 470 12 34 56', 'phone', '00 32 470 12 34 56'],
  ['rrn 85.07.30–033.28', 'national-number', '85.07.30–033.28'],
  ['rrn 850730/033.28', 'national-number', '850730/033.28'],
  ['NN.85.07.30-033.28', 'national-number', '85.07.30-033.28'],
  ['BSN-111222333', 'bsn', '111222333'],
  ['bsn 111-222-333', 'bsn', '111-222-333'],
  ['jan＠gmail.com', 'email', 'jan＠gmail.com'],
  ['né le 1er janv. 1990', 'birth-date', '1er janv. 1990'],
  ['geb. 12 mrt. 1990', 'birth-date', '12 mrt. 1990'],
  ['31 déc. 1999', 'birth-date', '31 déc. 1999'],
  ['de 12de maart 1990', 'birth-date', '12de maart 1990'],
  ['the 12th of March 1990', 'birth-date', '12th of March 1990'],
  ['geb 12 03 1990', 'birth-date', '12 03 1990'],
]

const LEFT_ALONE = [
  'Afspraak op 21/11/2026 om 14u30.',
  'afspraak 07/09/2026 14 uur, 08/09/2026 15 uur',
  'tegen 2026-12-01',
  'op 3 december 2026 bellen',
  'Hij was 17 toen hij vertrok, in 2015.',
  'kamer 214, bus 12, 3 kinderen, 45 minuten',
  'Bel 112, 1813 of 113; ook 0800 32 123 en 0800-0113.',
  'artikel 9ter, artikel 64',
  '€ 1250 per maand, 1.250.000 mensen, € 1250000, EUR 250000',
  'Gent 9000, 1060 Brussel',
  'hij verdiende 85073003329 toman',
  'BSN 111222334',
  'Zwarte Zee',
  'op de lijn van 1990 tot 2026',
  'Gehoor CGVS 12/03/2026 om 9u',
  'gehoor bij het CGVS op 12.03.2026',
  'OE 12-03-2026, dossier 2026-03-12, IND 12/03/2026 14u',
  'la loi du 15 décembre 1980, de wet van 15/12/1980, Wet 15.12.1980',
  'het KB van 8 oktober 1981 en de richtlijn van 16 december 2008',
  'in Europa sinds 01/02/2008, vertrokken op 12/03/2009',
  'dossier: 10.000 euro, in case 50000 euro',
  'een schuld van 2500000 toman, 1234567 inwoners, $ 2500000',
  '',
]

describe('personal data in free text', () => {
  it.each(FOUND)('finds in “%s” a %s', (text, kind, part) => {
    expect(seen(text)).toEqual([[kind, part]])
  })

  it.each(LEFT_ALONE)('leaves alone “%s”', (text) => {
    expect(seen(text)).toEqual([])
  })

  it('finds several, in the order of the text', () => {
    const text = 'Bel 0470 12 34 56 (OV 8123456), geboren op 12/03/1990, a@b.be'
    expect(seen(text).map(([kind]) => kind)).toEqual(['phone', 'file-number', 'birth-date', 'email'])
  })

  it('masks what was found and nothing else', () => {
    expect(mask('Bel 0470 12 34 56 (OV 8123456) morgen.')).toBe('Bel [•••] (OV [•••]) morgen.')
    expect(mask('Afspraak op 21/11/2026.')).toBe('Afspraak op 21/11/2026.')
    const text = 'a@b.be en 8123456'
    expect(mask(text, [{ kind: 'email', start: 0, end: 6 }])).toBe('[•••] en 8123456')
  })

  it('takes any text, keeps within it, and finds nothing more in what it masked', () => {
    const pieces = FOUND.map(([text]) => text)
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.array(fc.constantFrom(...pieces, 'woord', '\n', '.', ','), { maxLength: 60 }).map((some) => some.join(' ')),
      fc.array(fc.constantFrom(...'0123456789./- +@aZ€('), { maxLength: 3000 }).map((some) => some.join('')),
    )
    fc.assert(
      fc.property(any, (text) => {
        const found = findPersonalData(text)
        let done = 0
        for (const { kind, start, end } of found) {
          expect(PERSONAL_KINDS).toContain(kind)
          expect(start).toBeGreaterThanOrEqual(done)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          done = end
        }
        const masked = mask(text, found)
        for (const { start, end } of found) {
          const words = text.slice(start, end)
          expect(masked.split(words).length).toBeLessThanOrEqual(text.split(words).length - 1)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('finds each of them in the middle of other words', () => {
    const plain = fc
      .array(fc.constantFrom('zij', 'vertelde', 'ook,', 'en', 'morgen.', 'dat', 'het'), { maxLength: 20 })
      .map((some) => some.join(' '))
    fc.assert(
      fc.property(fc.constantFrom(...FOUND), plain, plain, ([text, kind, part], before, after) => {
        expect(seen(`${before}\n${text}\n${after}`)).toContainEqual([kind, part])
      }),
    )
  })

  it.each([
    ['figures', '0123456789'],
    ['spaced figures', '0 1 2 3 '],
    ['dates', '12/03/1990 '],
    ['letters', 'a'],
    ['ats', 'a@'],
    ['dots', '1.'],
    ['words for files', 'dossier nr '],
  ])('takes 10,000 characters of %s in a moment', (_, piece) => {
    const text = piece.repeat(10_000 / piece.length)
    const start = process.cpuUsage()
    findPersonalData(text)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(200)
  })
})

describe('checksums', () => {
  it('tells Belgian national register numbers of both centuries, and BIS numbers', () => {
    expect(isNationalNumber('85073003328')).toBe(true)
    expect(isNationalNumber('17073003384')).toBe(true)
    expect(isNationalNumber('85073003329')).toBe(false)
    expect(isNationalNumber('85133003328')).toBe(false)
    const bis = (month: number) => {
      const rest = `85${String(month).padStart(2, '0')}30033`
      return `${rest}${String(97 - (Number(rest) % 97)).padStart(2, '0')}`
    }
    expect(isNationalNumber(bis(27))).toBe(true)
    expect(isNationalNumber(bis(47))).toBe(true)
    expect(isNationalNumber(bis(67))).toBe(false)
  })

  it('tells a number with one wrong figure from a right one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (place, more) => {
        const wrong = [...'111222333'].map((d, i) => (i === place ? String((Number(d) + more) % 10) : d)).join('')
        expect(isBsn('111222333')).toBe(true)
        expect(isBsn(wrong)).toBe(false)
      }),
    )
    expect(isBsn('000000000')).toBe(false)
    expect(isBsn('11122233')).toBe(false)
  })

  it('takes old days that exist for days of birth', () => {
    expect(isBirthDate('31/12/1999')).toBe(true)
    expect(isBirthDate('12/31/1999')).toBe(true)
    expect(isBirthDate('1999-12-31')).toBe(true)
    expect(isBirthDate('1 mei 1985')).toBe(true)
    expect(isBirthDate('31/13/1999')).toBe(false)
    expect(isBirthDate('00/12/1999')).toBe(false)
    expect(isBirthDate('32 mei 1985')).toBe(false)
    expect(isBirthDate('12/03/2026')).toBe(false)
    expect(isBirthDate('12/03/1850')).toBe(false)
  })
})

describe('an alias', () => {
  it.each(['Zwarte Zee', 'Zwarte Zee 2', 'Z12', 'Mevrouw Blauw', 'het gezin van 3', 'K. kamer 214', 'Rode Duinen 26', 'Олень', 'Ahmad'])(
    'takes “%s” for a pseudonym',
    (alias) => {
      expect(looksLikeRealName(alias)).toBe(false)
    },
  )

  it.each([
    'Ahmad Karimi 1990',
    'Ahmad Karimi 12/3',
    'ahmad 12-03-1990',
    'Karimi 12/03/2015',
    'zoon 3 mei 2019',
    'Zee 0470 12 34 56',
    'OV 8123456',
    'Zee 8123456',
    'Zee 2801234567',
    'Zee 85.07.30-033.28',
    'zee@mail.be',
  ])('takes “%s” for a real person’s data', (alias) => {
    expect(looksLikeRealName(alias)).toBe(true)
  })
})
