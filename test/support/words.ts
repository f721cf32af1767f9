/** What people read, straight from the locale files, so that a changed sentence does not break a test. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language, Sentences } from '../../src/content/content.ts'

const LOCALES = join(import.meta.dirname, '..', '..', 'locales')

/** `words('fr', 'ui')('actions.answer')` */
export function words(language: Language, namespace: string): (key: string) => string {
  const sentences = JSON.parse(readFileSync(join(LOCALES, language, `${namespace}.json`), 'utf8')) as Sentences
  return (key) => {
    const found = key
      .split('.')
      .reduce<string | Sentences | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), sentences)
    if (typeof found !== 'string') throw new Error(`locales/${language}/${namespace}.json: no sentence ${key}`)
    return found
  }
}
