/** Tells real numbers and dates from random digits. All functions take bare digits. */

/**
 * Belgian national register number (rijksregisternummer), or a BIS number (month + 20 or + 40): eleven digits, of which the last two are
 * 97 minus the first nine modulo 97; for people born since 2000 a 2 goes before the nine.
 */
export function isNationalNumber(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false
  // A month or day of 0 means "not known".
  const month = Number(digits.slice(2, 4)) % 20
  if (month > 12 || Number(digits.slice(2, 4)) > 52 || Number(digits.slice(4, 6)) > 31) return false
  const rest = digits.slice(0, 9)
  const control = Number(digits.slice(9))
  return [rest, `2${rest}`].some((body) => 97 - (Number(body) % 97) === control)
}

/** Dutch citizen service number (burgerservicenummer): nine digits that pass the 11-test with weights 9 to 2 and -1. */
export function isBsn(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || /^0+$/.test(digits)) return false
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i === 8 ? -1 : 9 - i), 0)
  return sum % 11 === 0
}

/** From this year on a date without a word for birth beside it is more often an appointment or a decision. */
const RECENT = 2010
const OLDEST = 1900

/** A full date (`12/03/1990`, `1990-03-12`, `12 maart 1990`) that is likely a date of birth: a day that exists, between 1900 and 2009. */
export function isBirthDate(date: string): boolean {
  const year = Number(/\d{4}/.exec(date)?.[0])
  if (!(year >= OLDEST && year < RECENT)) return false
  const [a, b] = (date.replace(/\d{4}/, ' ').match(/\d{1,2}/g) ?? []).map(Number)
  if (a === undefined || a < 1) return false
  if (b === undefined) return a <= 31
  return b >= 1 && ((a <= 31 && b <= 12) || (a <= 12 && b <= 31))
}
