/** Rules that every sentence a person reads keeps: typographic signs, known variables. */
import type { Language } from './content.ts'

/** The variables that content sentences may contain, by the body in `dialogs/countries/` that they name. */
export const BODY_VARIABLES = {
  'first-instance': 'firstInstance',
  appeal: 'appealBody',
  registration: 'registration',
  reception: 'reception',
  'return-support': 'returnSupport',
} as const

/** What is filled in: names of bodies and of the country, with their article, for the middle of a sentence; the four options in the client's order. */
export const NAMES = ['country', ...Object.values(BODY_VARIABLES), 'fourOptions']

/** Namespaces compared with what people type, so written as people type: plain quotes and all. */
const TYPED = new Set(['commands', 'polite'])

/** The variables of a sentence, sorted: `{{count}}` and `{{due, day}}` give `count` and `due`. */
export const variablesOf = (sentence: string): string[] =>
  [...new Set([...sentence.matchAll(/\{\{-?\s*([^},\s]*)[^}]*\}\}/g)].map((match) => match[1]!))].toSorted()

/** Namespaces whose sentences come with a file of `dialogs/`, where only names are filled in. */
const isDialog = (namespace: string): boolean => namespace.includes('/')

/** What is wrong with one sentence, each in plain words. */
export function sentenceFindings(language: Language, namespace: string, sentence: string): string[] {
  if (sentence.trim() === '') return ['is empty']
  if (TYPED.has(namespace.split('/')[0]!)) return []
  return [
    ...(sentence.trim() === sentence ? [] : ['begins or ends with a space']),
    ...(/['"`´]/.test(sentence) ? ['has a straight quote or apostrophe: use ’ ‘ ’ “ ” or « »'] : []),
    ...(sentence.includes('...') ? ['has three dots: use …'] : []),
    ...(isDialog(namespace) ? nameFindings(language, sentence) : []),
    ...(language === 'fr' ? frenchFindings(sentence) : []),
  ]
}

function nameFindings(language: Language, sentence: string): string[] {
  // nearly every sentence; what follows is costly over all of them at each start
  if (!sentence.includes('{{')) return []
  const known: readonly string[] = NAMES
  const strange = variablesOf(sentence).filter((name) => !known.includes(name))
  return [
    ...strange.map((name) => `has the unknown variable {{${name}}}: known are ${NAMES.join(', ')}`),
    ...(/(^|[.?!…] )\{\{/.test(sentence)
      ? ['begins a sentence with a variable: names come with a small article, for the middle of a sentence']
      : []),
    ...(language === 'fr' && /(^|[\s(«])(de|à) \{\{/i.test(sentence)
      ? ['has “de” or “à” directly before a variable: names come with their article, and “de le” is no French']
      : []),
  ]
}

/** French typography (Imprimerie nationale): a narrow no-break space (U+202F) before ? ! ; and inside « », a no-break space before a colon. */
function frenchFindings(sentence: string): string[] {
  return [
    ...(/[^\u202F?!;][?!;]/.test(sentence) || /«(?!\u202F)|(?<!\u202F)»/.test(sentence)
      ? ['needs a narrow no-break space (U+202F) before ? ! ; and inside « »']
      : []),
    ...(/[^\u00A0\d]:(?!\/\/)/.test(sentence) ? ['needs a no-break space (U+00A0) before a colon'] : []),
  ]
}
