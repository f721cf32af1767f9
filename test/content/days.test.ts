import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayIn, dayOf, isDate, looksLikeDay, namesDay, readDay } from '../../src/content/days.ts'

describe('a day as it is typed', () => {
  it.each([
    ['24/12/2026', '2026-12-24'],
    ['24-12-26', '2026-12-24'],
    ['2026-12-24', '2026-12-24'],
    ['2026/12/24', '2026-12-24'],
    ['4.1.2027', '2027-01-04'],
    [' 24  december 2026 ', '2026-12-24'],
    ['24-dec-2026', '2026-12-24'],
    ['1er janvier 2027', '2027-01-01'],
    ['15 août 2026', '2026-08-15'],
    ['15 AOUT 2026', '2026-08-15'],
    ['December 24, 2026', '2026-12-24'],
    ['3 mrt. 2026', '2026-03-03'],
    ['29/02/2028', '2028-02-29'],
    ['do 24/12/2026', '2026-12-24'],
    ['donderdag 24 december 2026', '2026-12-24'],
    ['le jeudi 24 décembre 2026', '2026-12-24'],
    ['op 24 december 2026', '2026-12-24'],
    ['２４/１２/２０２６', '2026-12-24'],
    ['٢٤/١٢/٢٠٢٦', '2026-12-24'],
    ['24‑12‑2026', '2026-12-24'],
    ['\u200e24\u200e/12/2026', '2026-12-24'],
    ['‘24/12/2026.’', '2026-12-24'],
    ['24 / 12 / 2026', '2026-12-24'],
    ['24 - 12 - 2026', '2026-12-24'],
    ['24. 12. 2026', '2026-12-24'],
  ])('is read: %j is %s', (typed, day) => {
    expect(looksLikeDay(typed)).toBe(true)
    expect(readDay(typed)).toBe(day)
    expect(dayIn(`Ik bel de advocaat, tegen ${typed.trim()}.`)).toBe(day)
  })

  it.each([
    ['02 10 26', '2026-10-02'],
    ['2 10 2026', '2026-10-02'],
    ['24 dec 26', '2026-12-24'],
    ['do 24 december ’26', '2026-12-24'],
    ['1er janvier 27', '2027-01-01'],
  ])('is read with spaces where nothing else stands there: %s', (typed, day) => {
    expect(readDay(typed)).toBe(day)
    expect(dayIn(`Bel ${typed} nog eens`)).toBeUndefined()
  })

  it('is read beside a number of a list, and no hour is a year', () => {
    expect(dayIn('1. 12/03/2026 bellen')).toBe('2026-03-12')
    expect(dayIn('1. 12.03.2026 bellen')).toBe('2026-03-12')
    for (const hour of ['24 dec 20u', '24 december 21 uur', '24 dec 26']) expect(dayIn(`Bel op ${hour}`)).toBeUndefined()
    for (const typed of ['24 dec 90', '24 dec 02', '31 feb 26']) expect(isDate(readDay(typed))).toBe(false)
  })

  it.each([
    '31/02/2026',
    '10/13/2026',
    '2026-13-01',
    '2026-02-30',
    '31 februari 2026',
    '29 février 2027',
    '0/1/2026',
    '12/03/90',
    '12-03-0026',
    '1/1/2101',
    '31/12/1899',
    'maandag 24/12/2026',
    'maandag 24 / 12 / 2026',
    '26-10-02',
    '26/10/02',
    '01.02.03',
    '02 13 26',
  ])('has the shape of one and is none, so it is no other day either: %s', (typed) => {
    expect([looksLikeDay(typed), readDay(typed), dayIn(typed)]).toEqual([true, typed, undefined])
    expect(isDate(readDay(typed))).toBe(false)
  })

  it.each([
    'vorige week',
    'gisteren',
    'morgen',
    'hier',
    'yesterday',
    'next monday',
    '24 december',
    '31 februari',
    'op 2/3',
    '85.07.30-123.45',
    '0475/12/34/56',
    '12/2026',
    '2026',
    '12/03-2026',
    '1/2/3/2026',
    '12-14/03/2026',
    '24122026',
  ])('is not found in %s', (typed) => {
    expect([looksLikeDay(typed), readDay(typed), dayIn(typed)]).toEqual([false, typed, undefined])
  })

  it('is not chosen among several', () => {
    expect(dayIn('van 1/2/2026 tot 3/4/2026')).toBeUndefined()
    expect(dayIn('op 1/2/2026, ja, 1 februari 2026')).toBe('2026-02-01')
    expect(dayIn('op 31/02/2026, ten laatste 5/3/2026')).toBeUndefined()
  })

  it.each([
    'Nadia belt op 3 december of 4 december 2026',
    'vertrekken tussen 1 en 15 maart 2026',
    'van 3 tot 5 december 2026',
    'bellen op 3/12 of 10/12/2026',
    'bellen op 10/12/2026 of op vr 11/12',
    'le 3 ou le 4 décembre 2026',
    'du 1er au 15 mars 2026',
    'on 3 or 4 December 2026',
    '3-5 december 2026',
  ])('is not chosen where another one has no year: %s', (text) => {
    expect(dayIn(text)).toBeUndefined()
    expect(namesDay(text)).toBe(true)
  })

  it.each([
    ['Kamer 3, 12/12/2026', '2026-12-12'],
    ['2 kinderen, en op 12/12/2026 een gesprek', '2026-12-12'],
    ['zat 5/12/2026', '2026-12-05'],
    ['op zat. 5 december 2026', '2026-12-05'],
    ['op zat. 3 december 2026', undefined],
    ['zat 3/12/2026', undefined],
    ['le 24 fév. 2026', '2026-02-24'],
    ['12 juill. 2026', '2026-07-12'],
    ['12 sept. 2026', '2026-09-12'],
  ])('is read as people write it: %s', (text, day) => {
    expect(dayIn(text)).toBe(day)
  })

  it('is named, though not read, without its year', () => {
    for (const text of ['3/12', 'op 3/12', 'do 3 december', 'ergens rond 3 december', 'le 24 fév.', '31/02/2026'])
      expect(namesDay(text)).toBe(true)
    for (const text of ['', 'volgende week', '1/2 dag vrij', 'kamer 12', 'in december', '0475/12/34/56']) expect(namesDay(text)).toBe(false)
  })

  it('is the day it says in every notation, or none', () => {
    const months = ['januari', 'février', 'mrt', 'April', 'mei', 'juin', 'July', 'août', 'sept', 'oktober', 'nov.', 'déc.']
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(14), fc.nat(33), fc.nat(4), (y, m, d, way) => {
        const [year, month, day] = [1800 + (y % 400), m, d]
        const typed = [
          `${day}/${month}/${year}`,
          `${day}-${month}-${year}`,
          `${year}-${month}-${day}`,
          `${day} ${months[month - 1] ?? 'foo'} ${year}`,
          `${day}.${month}.${year}`,
        ][way] as string
        const iso = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
        const read = readDay(typed)
        expect(isDate(read) ? read : undefined).toBe(isDate(iso) ? iso : undefined)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the day of an instant', () => {
  it.each([
    ['2026-11-25T23:30:00Z', '2026-11-26'],
    ['2026-11-25T22:59:59Z', '2026-11-25'],
    ['2026-07-01T22:00:00Z', '2026-07-02'],
    ['2026-12-31T23:00:00.000Z', '2027-01-01'],
    ['2026-11-25', '2026-11-25'],
  ])('is that of Brussels: %s is %s', (instant, day) => {
    expect(dayOf(instant)).toBe(day)
  })

  it('is that of Brussels whatever was asked before', () => {
    const brussels = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels' })
    // around midnight and around the two nights on which the clock changes
    const nights = ['2026-11-25T23:00:00Z', '2026-07-01T22:00:00Z', '2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'].map(Date.parse)
    const instant = fc
      .tuple(fc.constantFrom(...nights), fc.integer({ min: -7_200_000, max: 7_200_000 }))
      .map(([night, beside]) => new Date(night + beside))
    fc.assert(
      fc.property(fc.array(instant, { maxLength: 20 }), (instants) => {
        for (const at of instants) expect(dayOf(at.toISOString())).toBe(brussels.format(at))
      }),
    )
  })
})
