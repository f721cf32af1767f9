/** The notes to learn from and to measure with: one file for each writer, `label<TAB>kind<TAB>text` a line. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LANGUAGES, type Language } from '../../src/content/languages.ts'

/** Writers whose notes the model learns from, and writers kept apart, whose notes it is measured with. */
export const TRAINING = join(import.meta.dirname, 'notes')
export const APART = join(import.meta.dirname, 'apart')

export const LABELS = ['explicit', 'indirect', 'denied', 'ordinary'] as const

export interface Note {
  language: Language
  /** A voice that wrote one file in each language; nobody saw what another wrote. */
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
      const [language, writer] = basename(name, '.tsv').split('-') as [Language, string]
      if (!LANGUAGES.includes(language) || !writer) throw new Error(`${name}: a file is called <language>-<writer>.tsv`)
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
