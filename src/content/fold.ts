/**
 * The only place that says when two ways of typing are the same words. From narrow to wide: `plain` takes off what nobody sees, `fold` the
 * accents too, `bare` what stands around them, `skeleton` what merely looks different.
 */

/** Each of these is typed for an apostrophe. */
const APOSTROPHES = /[’‘‛`´ʼʹ′]/gu
const DASHES = /[\p{Pd}−]/gu
/** Zero-width spaces and joiners, marks of direction, variation selectors, fillers. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
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

const withoutAccents = (words: string): string =>
  words
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .replace(/[œæøđðłς]/gu, (letter) => LETTERS[letter] as string)
    .normalize('NFC')

const ASCII = /^[\0-\x7f]*$/

/** Letters without capitals, accents and what nobody sees; signs, spaces and line ends stay. */
export const foldLetters = (words: string): string => (ASCII.test(words) ? words.toLowerCase() : withoutAccents(letters(words)))

/** As `fold`, with accents. */
export const plain = (words: string): string =>
  letters(words.replace(APOSTROPHES, "'"))
    .replace(DASHES, '-')
    .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(SPACES, ' ')
    .trim()

/** Words without capitals and accents, in which apostrophes, dashes and spaces are alike: to compare what people type with. */
export const fold = (words: string): string => withoutAccents(plain(words))

/** Quotes, brackets, emphasis, full stops; not what belongs to a number (`#3`, `50%`). */
const AROUND = /[[\s\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\p{Pc}`~^\|<>=]--[#%\&@§‰]]/v
const AROUND_OR_PICTURE = /[[\s\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\p{Pc}\p{So}\p{Sk}~\|<>=]--[#%\&@§‰°]]/v

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

/** As `bare`, with accents, and without a slash or pictures around it: what may be a command. */
export const bareCommand = (words: string): string => within(plain(words), AROUND_OR_PICTURE)

/** Whether there is nothing in it that anybody could see. */
export const isBlank = (words: string): boolean => !SEEN.test(words)
const SEEN = /[^\s\p{Cc}\p{Cs}\p{Cf}\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Without spaces at its ends; empty where nobody could see anything in it. */
export const trimmed = (words: string): string => (isBlank(words) ? '' : words.trim())

/** Cyrillic and Greek letters that look like a Latin one, capitals or not. */
const LOOKS = {
  ...pairs('аеорсухіјѕһԁԛԝвнкмт', 'aeopcyxijshdqwbhkmt'),
  ...pairs('αβεζηικμνορτυχ', 'abezhikmnoptyx'),
}

function pairs(letters: string, latin: string): Record<string, string> {
  return Object.fromEntries([...letters].map((letter, at) => [letter, latin[at] as string]))
}

const LOOK_LATIN = new RegExp(`[${Object.keys(LOOKS).join('')}]`, 'gu')

/** Letters that look Latin, as Latin ones. @param words folded */
export const looksLatin = (words: string): string =>
  ASCII.test(words) ? words : words.replace(LOOK_LATIN, (letter) => LOOKS[letter] as string)

/** What a name looks like: two aliases of the same skeleton cannot be told apart, or hardly. */
export const skeleton = (name: string): string => looksLatin(fold(name))
