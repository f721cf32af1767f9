/** The notes to learn from and to measure with: one file for each writer, `label<TAB>kind<TAB>text` a line. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LANGUAGES, type Language } from '../../src/content/languages.ts'

/** Notes of independent writers, who saw no list and not each other; and notes made beside the table, by people who knew it. */
export const INDEPENDENT = join(import.meta.dirname, 'notes')
export const MADE = join(import.meta.dirname, 'made')

export const LABELS = ['explicit', 'indirect', 'denied', 'ordinary'] as const

export interface Note {
  language: Language
  /** The file, without its ending: one writer in one language. */
  writer: string
  label: (typeof LABELS)[number]
  kind: string
  text: string
}

/** @throws Error naming file and line, when a line is not what it must be */
export function readNotes(folder: string): Note[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tsv'))
    .toSorted()
    .flatMap((name) => {
      const writer = basename(name, '.tsv')
      const [language, voice] = writer.split('-') as [Language, string]
      if (!LANGUAGES.includes(language) || !voice) throw new Error(`${name}: a file is called <language>-<writer>.tsv`)
      return readFileSync(join(folder, name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line, i): Note => {
          const [label, kind, text, more] = line.split('\t')
          if (!LABELS.includes(label as Note['label']) || !kind || !text || more !== undefined)
            throw new Error(`${name}, line ${i + 1}: not label<TAB>kind<TAB>text, with one of ${LABELS.join(', ')} as its label`)
          return { language, writer, label: label as Note['label'], kind, text }
        })
    })
}

/** What our own conversations say: ordinary sentences about all that these talks are about. */
export function ownTexts(): Note[] {
  const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : Object.values(value as object).flatMap(texts))
  return LANGUAGES.flatMap((language) => {
    const folder = `locales/${language}/conversations`
    return readdirSync(folder)
      .toSorted()
      .flatMap((name) => texts(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
      .map((text): Note => ({ language, writer: `${language}-own`, label: 'ordinary', kind: 'own', text }))
  })
}
