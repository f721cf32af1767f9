/** Reads every file of `dialogs/` and `locales/`; `check.ts` checks what must hold between them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { type Brought, NOTHING_BROUGHT } from './brought.ts'
import { LANGUAGES, type Language, type Sentences } from './content.ts'
import { CrisisWords } from './crisis-words.ts'
import type { Keys } from './keys.ts'
import { decoded, type Parsed, parseSentences, parseYaml, repeatedKeys } from './parse.ts'
import type { Problem } from './problems.ts'
import { QuestionRules } from './question-rules.ts'
import { Conversation, Country, Facts, Guide, Library } from './schema.ts'

/** One file's data; `name` is the file's name without `.yaml`. */
export interface Sourced<T> {
  file: string
  name: string
  data: T
}

/** All that was read. Files with problems are left out, and named in `problems` and (as namespace) in `broken`. */
export interface Read {
  conversations: Sourced<Conversation>[]
  libraries: Sourced<Library>[]
  guides: Sourced<Guide>[]
  facts: Sourced<z.infer<typeof Facts>>[]
  countries: Sourced<Country>[]
  /** `dialogs/safety/`: one file, `crisis.yaml`. */
  safety: Sourced<CrisisWords>[]
  /** `dialogs/wording/`: one file, `questions.yaml`. */
  wording: Sourced<QuestionRules>[]
  /** Folders that features bring along, by name; `keys`: the sentences that each file needs. */
  brought: Record<string, (Sourced<{ id: string }> & { keys: Keys })[]>
  /** Keys of `ui.json` that features need; nothing where no features were asked. */
  ui?: readonly string[]
  /** By language, then namespace. */
  sentences: Record<Language, Record<string, Sentences>>
  problems: Problem[]
  /** `conversations/what-if`: a file of dialogs or locales that could not be read. */
  broken: Set<string>
}

/** Keys that occur twice in a locale file. A function of its own, since only the check spends time on it. */
export const repeatedIn = (root: string): Problem[] =>
  filesIn(join(root, 'locales'))
    .filter((path) => path.endsWith('.json'))
    .map((path) => `locales/${path}`)
    // a file that is no text is named where it is read
    .flatMap((file) => repeatedKeys(file, decoded(file, readFileSync(join(root, file))).data ?? ''))

/** @throws where the folders themselves cannot be read */
export function readContent(root: string, { folders, ui }: Brought = NOTHING_BROUGHT): Read {
  const problems: Problem[] = []
  const broken = new Set<string>()
  const parse = <T>(file: string, parser: (file: string, text: string) => Parsed<T>): Parsed<T> => {
    const { data: text, problems } = decoded(file, readFileSync(join(root, file)))
    return problems ? { problems } : parser(file, text)
  }
  const yaml = <T>(folder: string, schema: z.ZodType<T>): Sourced<T>[] =>
    filesIn(join(root, 'dialogs', folder)).flatMap((path): Sourced<T>[] => {
      const file = `dialogs/${folder}/${path}`
      if (!path.endsWith('.yaml') || path.includes('/')) {
        problems.push({ file, key: '', reason: `only .yaml files may stand here, directly in dialogs/${folder}/` })
        return []
      }
      const name = path.slice(0, -'.yaml'.length)
      const parsed = parse(file, (_, text) => parseYaml(file, text, schema))
      if (!parsed.problems) return [{ file, name, data: parsed.data }]
      problems.push(...parsed.problems)
      broken.add(`${folder}/${name}`)
      return []
    })
  const locale = (language: Language): Record<string, Sentences> => {
    const namespaces: Record<string, Sentences> = {}
    for (const path of filesIn(join(root, 'locales', language))) {
      const file = `locales/${language}/${path}`
      if (!path.endsWith('.json')) {
        problems.push({ file, key: '', reason: 'only .json files may stand here' })
        continue
      }
      const namespace = path.slice(0, -'.json'.length)
      const parsed = parse(file, parseSentences)
      if (!parsed.problems) namespaces[namespace] = parsed.data
      else {
        problems.push(...parsed.problems)
        broken.add(namespace)
      }
    }
    return namespaces
  }
  return {
    conversations: yaml('conversations', Conversation),
    libraries: yaml('library', Library),
    guides: yaml('guides', Guide),
    facts: yaml('facts', Facts),
    countries: yaml('countries', Country),
    safety: yaml('safety', CrisisWords),
    wording: yaml('wording', QuestionRules),
    brought: Object.fromEntries(
      folders.map(({ name, schema, keys }) => [name, yaml(name, schema).map((source) => ({ ...source, keys: keys(source.data) }))]),
    ),
    ...(folders.length || ui.length ? { ui } : {}),
    sentences: Object.fromEntries(LANGUAGES.map((language) => [language, locale(language)])) as Record<Language, Record<string, Sentences>>,
    problems: [...problems, ...unreadFolders(root, folders)],
    broken,
  }
}

const OWN_FOLDERS = ['conversations', 'library', 'guides', 'facts', 'countries', 'safety', 'wording']

function unreadFolders(root: string, folders: Brought['folders']): Problem[] {
  const known = new Set([...OWN_FOLDERS, ...folders.map(({ name }) => name)])
  const present = new Set(filesIn(join(root, 'dialogs')).map((path) => path.split('/')[0] ?? path))
  return [...present]
    .filter((name) => !known.has(name))
    .map((name) => ({ file: `dialogs/${name}`, key: '', reason: 'nothing in the program reads this' }))
}

/** Files below a folder with `/` between, sorted by name so that everything made from them is the same on every machine. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith('.'))
  const paths = entries.flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)).map((path) => `${entry.name}/${path}`) : [entry.name],
  )
  return paths.toSorted()
}
