/**
 * Personal data in free text, so that a counsellor can be asked kindly whether to mask it. A help, never a lock: it misses things
 * (names above all) and sometimes warns for nothing. Nothing found here may be logged.
 */
import { isBirthDate, isBsn, isNationalNumber } from './checksums.ts'

export const PERSONAL_KINDS = ['email', 'national-number', 'birth-date', 'phone', 'file-number', 'bsn', 'document'] as const
/**
 * `national-number`: Belgian national register or BIS number; `bsn`: Dutch citizen service number; `file-number`: of the Belgian or Dutch
 * immigration authorities; `document`: passport, identity or residence card.
 */
export type PersonalKind = (typeof PERSONAL_KINDS)[number]

/** Where it is: `text.slice(start, end)`. */
export interface Finding {
  kind: PersonalKind
  start: number
  end: number
}

interface Rule {
  kind: PersonalKind
  /** With one group where only a part of what matches is the finding (words such as “paspoort” before it stay). */
  pattern: RegExp
  /** What the pattern cannot express. */
  holds?: (found: string) => boolean
}

/** Few spaces: with any number of them, many spaces would take time that grows with their square. */
const NUMBER_WORD = String.raw`(?:\s{0,3}(?:nr|nummer|number|numéro|no|n°|n\.?)\.?)?\s{0,3}[:#°]?\s{0,3}`
const BORN = `(?:geboren|geboortedatum|geb|née?|naissance|born|birth|dob|°)`
const MONTH = String.raw`(?:jan|feb|fev|fév|maa|mrt|mar|apr|avr|mei|mai|may|jun|juin|jul|juil|aug|ao[uû]|sep|okt|oct|nov|dec|déc)\p{L}{0,9}\.?`
const DATE = String.raw`(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}(?:ste|st|nd|rd|th|er|de|e)?\s{1,3}(?:of\s)?${MONTH}\s{1,3}\d{4}|${MONTH}\s{1,3}\d{1,2}(?:st|nd|rd|th)?,?\s{1,3}\d{4})`

/** Only where birth is spoken of. */
const SPACED_DATE = String.raw`\d{1,2} \d{1,2} (?:19|20)\d{2}`
/** A day after one of these, however long ago, is nobody's birth. */
const NO_BIRTH = String.raw`(?<!(?<!\p{L})(?:wet|loi|law|act|KB|MB|AR|besluit|arrêté|arrete|verdrag|conventie|convention|decreet|décret|richtlijn|directive|verordening|règlement|regulation|ordonnance|omzendbrief|circulaire|sinds|depuis|since|vertrokken|vertrok|parti|partie|partis|left|aangekomen|arrivé|arrivée|arrived)(?: van| op| du| le| of| on| dated| de dato)?(?: de)? )`
/** What makes a number an amount or a count. */
const AMOUNT = String.raw`(?! ?(?:euro|eur|€|\$|usd|dollars?|tomans?|afghanis?|lira|lires?|dinars?|rials?|dirhams?|roebels?|frank|francs?|people|persons|mensen|inwoners|habitants|personnes)(?!\p{L}))`

const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** A hearing at the CGRS on 12/03/2026 is no number of a file. */
const BEGINS_WITH_DATE = new RegExp(String.raw`^(?:${DATE})(?!\d)`, 'iu')

/** The most reliable first: what an earlier rule matched is not looked at again. */
const RULES: readonly Rule[] = [
  { kind: 'email', pattern: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu },
  {
    kind: 'national-number',
    pattern: /(?<!\d[.,/-]?)\d{2}[. /-]?\d{2}[. /-]?\d{2}[ ./-]{0,3}\d{3}[ .-]{0,3}\d{2}(?!\d)/g,
    holds: (found) => isNationalNumber(digitsOf(found)),
  },
  // With a word for birth beside it: any date. Without: a date so long ago that it can hardly be an appointment.
  { kind: 'birth-date', pattern: new RegExp(String.raw`(?<!\p{L})${BORN}(?!\p{L})[^\d\n]{0,25}(${DATE}|${SPACED_DATE})(?!\d)`, 'giu') },
  { kind: 'birth-date', pattern: new RegExp(String.raw`(?<![\d./-])${NO_BIRTH}(${DATE})(?!\d)`, 'giu'), holds: isBirthDate },
  // A word for a file before it, and five digits or more.
  {
    kind: 'file-number',
    pattern: new RegExp(
      String.raw`(?<!\p{L})(?:OV|OE|SP|CG|CGVS|CGRA|DVZ|IND|V|vreemdelingen|zaak|dossier|dossiers|file|case)[- ]?(?:nr|nummer|number|no|n°)?\.?\s{0,2}[:#°]?\s{0,2}(\d[\d./ -]{3,14}\d[A-Z]?)(?![\d\p{L}])${AMOUNT}`,
      'giu',
    ),
    holds: (found) => digitsOf(found).length >= 5 && digitsOf(found).length <= 11 && !BEGINS_WITH_DATE.test(found),
  },
  { kind: 'file-number', pattern: /(?<![\d./-])\d{2}\/\d{5}[A-Z]?(?![\d/\p{L}])/gu },
  { kind: 'file-number', pattern: /(?<![\p{L}\d])Z\d-\d{8,11}(?!\d)/giu },
  {
    kind: 'bsn',
    pattern: /(?<!\d[.,/+-]?|\+)(?:\d{4}[. ]?\d{2}[. ]?\d{3}|\d{3}[. -]\d{3}[. -]\d{3})(?![\d,])/g,
    holds: (found) => isBsn(digitsOf(found)),
  },
  {
    kind: 'document',
    pattern: new RegExp(
      String.raw`(?<!\p{L})(?:paspoort|passeport|passport|identiteitskaart|carte d['’]identité|identity card|ID-kaart|eID|verblijfskaart|verblijfstitel|titre de séjour|residence (?:card|permit)|laissez-passer)${NUMBER_WORD}([A-Z]{0,3}[ -]?\d[\dA-Z. -]{4,16})(?![\d\p{L}])`,
      'giu',
    ),
    holds: (found) => digitsOf(found).length >= 5,
  },
  { kind: 'document', pattern: /(?<![\d-])\d{3}-\d{7}-\d{2}(?![\d-])/g },
  { kind: 'document', pattern: /(?<![\p{L}\d])(?:(?!EUR)[A-Z]{1,3}|[A-Z] )\d{6,9}(?![\p{L}\d])/gu },
  { kind: 'document', pattern: /(?<![\p{L}\d])[A-NP-Z]{2}[A-NP-Z0-9]{6}\d(?![\p{L}\d])/gu, holds: (found) => digitsOf(found).length >= 3 },
  { kind: 'phone', pattern: /(?<![\d+])(?:\+|00) ?[1-9](?:[ ./()-]{0,3}\d){7,13}(?!\d)/g },
  // Belgian and Dutch numbers; service numbers (0800, 0900 ...) belong to nobody.
  {
    kind: 'phone',
    pattern: /(?<![\d+./-])(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4})0[1-9](?:[ ./()-]{0,3}\d){7,8}(?!\d)/g,
    holds: (found) => !/^0[89]00/.test(digitsOf(found)),
  },
  // V-nummer: ten digits.
  { kind: 'file-number', pattern: /(?<![\d.,/-])[1-9]\d{2}[. ]?\d{3}[. ]?\d{4}(?!\d)/g },
  // OV-nummer, and the usual form of a file number: seven digits.
  { kind: 'file-number', pattern: new RegExp(String.raw`(?<![\d.,/€$-]|[€$] )\d{7}(?![\d,/-]|\.\d)${AMOUNT}`, 'giu') },
]

/** No rule finds anything without one of these, which most answers do not hold. */
const NEEDED = /[\p{Nd}@＠]/u

/** Other digits, dashes and spaces, each as long as the plain sign: what is found stands at the same place in the text. */
const DRESSED = /[\u0660-\u0669\u06F0-\u06F9\uFF10-\uFF19\u2010-\u2015\u2212\uFF0D\u00A0\u2000-\u200A\u202F\u205F\u3000\uFF20\uFF0B\uFF0E]/g
const undressed = (text: string): string =>
  text.replace(DRESSED, (sign) => {
    const code = sign.charCodeAt(0)
    if (sign === '＠') return '@'
    if (sign === '＋') return '+'
    if (sign === '．') return '.'
    if (/\s/.test(sign)) return ' '
    return code < 0x700 || (code >= 0xff10 && code <= 0xff19) ? String(code & 0xf) : '-'
  })

/** What looks like personal data, in the order of the text, never overlapping. At most a few milliseconds for 10,000 characters. */
export function findPersonalData(typed: string): Finding[] {
  if (!NEEDED.test(typed)) return []
  const text = undressed(typed)
  let found: Finding[] = []
  for (const { kind, pattern, holds } of RULES) {
    const more: Finding[] = []
    // both in the order of the text, so one walk over what was found finds every overlap
    let passed = 0
    for (const match of text.matchAll(pattern)) {
      // A group is always at the end of what its rule matches.
      const part = match[1] ?? match[0]
      const end = match.index + match[0].length
      const start = end - part.length
      while ((found[passed]?.end ?? end) <= start) passed++
      if ((found[passed]?.start ?? end) < end) continue
      if (!holds || holds(part)) more.push({ kind, start, end })
    }
    if (more.length) found = [...found, ...more].toSorted((a, b) => a.start - b.start)
  }
  return found
}

const MASK = '[•••]'

/** The text with every finding replaced by the same sign, which reveals neither kind nor length. */
export function mask(text: string, findings: readonly Finding[] = findPersonalData(text)): string {
  let masked = ''
  let done = 0
  for (const { start, end } of findings.toSorted((a, b) => a.start - b.start)) {
    masked += text.slice(done, start) + MASK
    done = end
  }
  return masked + text.slice(done)
}

/**
 * Whether an alias looks like somebody's real data: a telephone, file, national or document number, an e-mail address, a full date with a
 * word beside it, or words like a first and last name with a year or date. “Zwarte Zee” and “Zwarte Zee 2” do not.
 */
export function looksLikeRealName(alias: string): boolean {
  if (findPersonalData(alias).length) return true
  if (new RegExp(String.raw`(?<![\d./-])${DATE}(?!\d)`, 'iu').test(alias) && /\p{L}{2}/u.test(alias)) return true
  const capitalised = alias.match(/(?<!\p{L})\p{Lu}[\p{L}’'-]+/gu) ?? []
  return capitalised.length >= 2 && (/\d{4}/.test(alias) || /\d{1,2}[/.-]\d{1,2}/.test(alias))
}
