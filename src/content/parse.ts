/** Turns the text of one file into its data, or into what is wrong with it. */
import { load, YAMLException } from 'js-yaml'
import type { z } from 'zod'
import type { Sentences } from './content.ts'
import type { Problem } from './problems.ts'

export type Parsed<T> = { data: T; problems?: undefined } | { data?: undefined; problems: Problem[] }

/** The text of a file, without the byte order mark that some editors put before it. */
export function decoded(file: string, bytes: Uint8Array): Parsed<string> {
  const problem = (reason: string): Parsed<string> => ({ problems: [{ file, key: '', reason }] })
  const [first, second] = bytes
  // without a mark: these files begin with a plain letter or sign, of which one of the two bytes is zero
  const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0
  if (wide) return problem('is saved as UTF-16 (“Unicode”): save it again as UTF-8')
  try {
    return { data: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    // read all the same, each accent in it would become a question mark on the screen
    return problem('is not saved as UTF-8: save it again as UTF-8')
  }
}

/** Reads YAML against a schema. */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>): Parsed<T> {
  try {
    const data = load(text)
    const checked = schema.safeParse(data)
    if (checked.success) return { data: checked.data }
    return { problems: checked.error.issues.flatMap((issue) => explain(issue, data)).map((one) => ({ file, ...one })) }
  } catch (error) {
    // anything else, such as a file whose anchors contain themselves
    const known = error instanceof YAMLException
    const line = known && error.mark ? error.mark.line + 1 : undefined
    return { problems: [{ file, key: lineOf(line), reason: `cannot be read as YAML: ${known ? error.reason : String(error)}` }] }
  }
}

/** Reads a locale file: sentences under nested keys, nothing else. */
export function parseSentences(file: string, text: string): Parsed<Sentences> {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    const at = /line (\d+)/.exec(String(error))?.[1]
    return { problems: [{ file, key: lineOf(at), reason: 'is not JSON: a comma, quote or bracket is missing or too many near here' }] }
  }
  const problems = [
    ...strange(data, []).map((key) => ({ file, key, reason: 'must be a sentence between quotes, or a group of sentences' })),
    ...dotted(data).map((key) => ({ file, key, reason: 'a key must not hold a dot or a colon: its sentence would never be found' })),
  ]
  return problems.length ? { problems } : { data: data as Sentences }
}

const lineOf = (line: number | string | undefined): string => (line === undefined ? '' : `line ${line}`)
/** A key that occurs twice in the same group of a locale file: `JSON.parse` silently takes the last one. */
export function repeatedKeys(file: string, text: string): Problem[] {
  try {
    // JSON is also YAML, where a key may occur only once
    load(text)
  } catch (error) {
    if (error instanceof YAMLException && error.reason === 'duplicated mapping key')
      return [
        {
          file,
          key: lineOf(error.mark && error.mark.line + 1),
          reason: 'this key stands already in the same group: only the last one is shown',
        },
      ]
  }
  return []
}

/** Keys whose value is neither a text nor a group. */
function strange(data: unknown, path: string[]): string[] {
  if (typeof data === 'string' && path.length) return []
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [path.join('.')]
  return Object.entries(data).flatMap(([key, value]) => strange(value, [...path, key]))
}

/** Keys that contain the signs which separate keys and namespaces when a sentence is looked up. */
function dotted(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([key, value]) => [...(/[.:]/.test(key) ? [key] : []), ...dotted(value)])
}

type Issue = z.core.$ZodIssue

/** A schema's complaint in plain words; where several shapes are possible, that of the shape that comes closest. */
function explain(issue: Issue, data: unknown): { key: string; reason: string }[] {
  const key = keyOf(issue.path, data)
  switch (issue.code) {
    case 'invalid_union': {
      const nearest = issue.errors.toSorted((a, b) => weight(a) - weight(b))[0]
      if (!nearest?.length) return [{ key, reason: `is none of the known kinds${given(issue.path, data)}` }]
      return nearest.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }, data))
    }
    case 'unrecognized_keys':
      return issue.keys.map((name) => ({ key, reason: `“${name}” is not a key we know here (misspelt, or at the wrong place?)` }))
    case 'invalid_type':
      if (at(issue.path, data) === undefined) return [{ key, reason: 'is missing' }]
      return [{ key, reason: `must be ${PLAIN[issue.expected] ?? issue.expected}${given(issue.path, data)}` }]
    case 'invalid_value':
      return [{ key, reason: `must be one of ${issue.values.map(String).join(', ')}${given(issue.path, data)}` }]
    default:
      return [{ key, reason: `${issue.message}${given(issue.path, data)}` }]
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a group of keys',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
}

/** What is of another kind altogether is further off than what lacks a part. */
const weight = (issues: readonly Issue[]): number =>
  issues.reduce((sum, { code, path, ...issue }) => {
    if (code === 'unrecognized_keys') return sum + (issue as { keys: string[] }).keys.length
    return sum + (code === 'invalid_type' && path.length === 0 ? 2 : 1)
  }, 0)

const at = (path: readonly PropertyKey[], data: unknown): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], data)

function given(path: readonly PropertyKey[], data: unknown): string {
  const value = at(path, data)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `, not “${value}”` : ''
}

/** `sections.ahead.steps.hope.prompts.#3`: list entries by their id where they have one, otherwise counted from 1. */
function keyOf(path: readonly PropertyKey[], data: unknown): string {
  return path.map((key, index) => (typeof key === 'number' ? nameOf(at(path.slice(0, index + 1), data), key) : String(key))).join('.')
}

function nameOf(entry: unknown, index: number): string {
  const { id, use } = (entry ?? {}) as { id?: unknown; use?: unknown }
  const name = id ?? use
  return typeof name === 'string' ? name : `#${index + 1}`
}
