/**
 * The only place that says when two ways of typing are the same words. From narrow to wide: `plain` takes off what nobody sees, `fold` the
 * accents too, `bare` what stands around them, `skeleton` what merely looks different.
 */

/** Each of these is typed for an apostrophe. */
const APOSTROPHES = /[’‘‛`´ʼʹ′]/gu
const DASHES = /[\p{Pd}−]/gu
/** Zero-width spaces and joiners, marks of direction, variation selectors, fillers; and what only makes an Arabic or N'Ko word longer. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u0640\u07FA]/gu
/** U+2800 is a braille sign without dots. */
const SPACES = /[\s\p{Cc}\u2800]+/gu
/** Marks that come and go; the vowel signs of Indic scripts are letters. */
const ACCENTS = /[\p{M}&&[\p{Script=Inherited}\p{Script=Hebrew}]]/gv
/** Letters that Unicode does not take apart. */
const LETTERS: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ς: 'σ' }
/** Digits on Arabic and Persian keyboards. */
const DIGITS = /[\u0660-\u0669\u06F0-\u06F9]/gu

/** Without capitals, invisible characters, and the different widths and shapes of a letter. */
const letters = (words: string): string =>
  words
    .normalize('NFKC')
    // upper case first: only that takes ß apart
    .toUpperCase()
    .toLowerCase()
    .replace(UNSEEN, '')

const ASCII = /^[\0-\x7f]*$/

const withoutAccents = (words: string): string =>
  ASCII.test(words)
    ? words
    : words
        .normalize('NFKD')
        .replace(ACCENTS, '')
        .replace(/[œæøđðłς]/gu, (letter) => LETTERS[letter] as string)
        .normalize('NFC')

/** Letters without capitals, accents and what nobody sees; signs, spaces and line ends stay. */
export const foldLetters = (words: string): string => (ASCII.test(words) ? words.toLowerCase() : withoutAccents(letters(words)))

/** As `fold`, with accents. */
export const plain = (words: string): string => (ASCII.test(words) ? plainAscii(words) : plainUnicode(words))

/** The same for the letters that most words are made of, in a fraction of the time. */
const plainAscii = (words: string): string =>
  words
    .toLowerCase()
    .replace(/`/g, "'")
    .replace(/[\0-\x20\x7f]+/g, ' ')
    .trim()

const plainUnicode = (words: string): string =>
  letters(words.replace(APOSTROPHES, "'"))
    // what was one sign may now be two of them
    .replace(APOSTROPHES, "'")
    .replace(DASHES, '-')
    .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(SPACES, ' ')
    .trim()

/** Words without capitals and accents, in which apostrophes, dashes and spaces are alike: to compare what people type with. */
export const fold = (words: string): string => withoutAccents(plain(words))

/** Quotes, brackets, emphasis, full stops; not what belongs to a number (`#3`, `50%`). */
const AROUND = /[[\s\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\p{Pc}`~^\|<>=]--[#%\&@§‰]]/v
const AROUND_COMMAND = /[\s\p{P}\p{S}]/u
/** As in a list. */
const NUMBERS_BEFORE = /^(?:\d{1,3}[.)] ?)+(?=\p{L})/u

/** A folded word without what people put around it. A dash stays beside a number, of which it may be a part. */
function within(words: string, around: RegExp): string {
  const signs = [...words]
  /** How many signs at the beginning of a list belong to what stands around. */
  const edge = (list: readonly string[]): number => {
    let at = 0
    let dashes = 0
    for (; at < list.length; at++) {
      const sign = list[at] as string
      if (sign === '-') dashes++
      else if (!around.test(sign)) return dashes && /\d/.test(sign) ? list.indexOf('-') : at
    }
    return at
  }
  const from = edge(signs)
  return signs.slice(from, signs.length - edge(signs.slice(from).toReversed())).join('')
}

/** Folded, without quotes, brackets, emphasis and full stops around it: ‘Nee.’ is `nee`. */
export const bare = (words: string): string => within(fold(words), AROUND)

/** What may be a command: with accents, but no sign, picture or list number around it; a dash or an apostrophe in it is a space. */
export const bareCommand = (words: string): string =>
  within(plain(words).replace(/[-'_ ]+/g, ' '), AROUND_COMMAND).replace(NUMBERS_BEFORE, '')

/** Whether there is nothing in it that anybody could see. */
export const isBlank = (words: string): boolean => !SEEN.test(words)
const SEEN = /[^\s\p{Cc}\p{Cs}\p{Cf}\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Without spaces at its ends; empty where nobody could see anything in it. */
export const trimmed = (words: string): string => (isBlank(words) ? '' : words.trim())

/** Letters that look like a Latin one, capitals or not; words that come here are folded. */
const LOOKS: Readonly<Record<string, string>> = {
  // Cyrillic
  ...pairs('аеорсухіјѕһԁԛԝвнкмтгѵѡӏꙇ', 'aeopcyxijshdqwbhkmtrvwll'),
  // Greek
  ...pairs('αβεζηικμνορτυχωϳ', 'abezhikmnoptuxwj'),
  // Armenian
  ...pairs('ոսհօլզցյ', 'nuholqgj'),
  // other Latin letters, with a stroke, or small capitals
  ...pairs('ɡɑĸɩɖħƶŧɨᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', 'gakidhztiabcdefghijklmnoprstuvwyz'),
  // Cherokee
  ...pairs('ᎠᎡᎢᎥᎪᎫᎬᎳᎷᎻᎩᎽᏀᏃᏏᏒᏔᏕᏙᏚᏞᏟᏢᏦᏧᏴᏻ', 'drtiajewmhyygzbrwsvslcpkdbg'),
  // Lisu
  ...pairs('ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ', 'bpdtgkjczfmnlsrvhwxyaeiou'),
  '×': 'x',
}

function pairs(letters: string, latin: string): Record<string, string> {
  return Object.fromEntries([...letters].map((letter, at) => [fold(letter), latin[at] as string]))
}

/** A key for each of the signs: the sign after which they are named. */
const named = (sign: string, others: string): Record<string, string> => Object.fromEntries([...others].map((other) => [other, sign]))

/** Letters of the Arabic and the Persian keyboard that are the same letter at the end of a word or everywhere; other quotes, slashes, dots. */
const ALIKE: Readonly<Record<string, string>> = {
  ...named('ي', 'یى'),
  ...named('ك', 'کڪ'),
  ...named('ه', 'ھہە'),
  ...named('"', '“”„‟«»″〃'),
  ...named("'", '‹›′'),
  ...named(',', '‚'),
  ...named('/', '∕⁄⧸╱'),
  ...named('\\', '∖⧹╲'),
  ...named(':', 'ː∶꞉׃'),
  ...named('·', '•∙⋅‧・'),
}

const LOOK_LATIN = new RegExp(`[${Object.keys(LOOKS).join('')}]`, 'gu')
const LOOK_ALIKE = new RegExp(`[${Object.keys(ALIKE).join('')}]`, 'gu')

/** Letters that look Latin, as Latin ones. @param words folded */
export const looksLatin = (words: string): string =>
  ASCII.test(words) ? words : words.replace(LOOK_LATIN, (letter) => LOOKS[letter] as string)

/** The Greek Y has a small letter that looks like another one; beside a Latin letter it was meant for ours. */
const GREEK_Y = /(?<=\p{Script=Latin})Υ|Υ(?=\p{Script=Latin})/gu

/** So small, beside a name, that nobody sees them; pages put quotes around names. A name of nothing else is what it is. */
const SMALL_AROUND = /^[\s.,'"·]+(?=[^\s.,'"·])|(?<=[^\s.,'"·])[\s.,'"·]+$/gu

/** What a name looks like: two aliases of the same skeleton cannot be told apart, or hardly. */
export const skeleton = (name: string): string =>
  looksLatin(fold(name.replace(GREEK_Y, 'y')))
    .replace(LOOK_ALIKE, (sign) => ALIKE[sign] as string)
    .replace(SMALL_AROUND, '')
