/** The four residence options are gone into in equal measure (TO, gelijkwaardige opties; P-four-equal): counted, not only meant. */
import { LANGUAGES, type Language } from './content.ts'
import { RESIDENCE_OPTIONS } from './kinds.ts'
import { type Finding, finding, type Problem } from './problems.ts'
import type { Read, Sourced } from './read.ts'
import type { Conversation, Step } from './schema.ts'

/** The same questions for each of the four; the ids of the first prompts. */
export const CORE = ['living', 'money', 'people', 'health-safety'] as const
/** How much shorter the shortest of the four may be than the longest. */
const ROOM = 0.1

/** What a step of one option holds. */
export interface Measure {
  option: string
  prompts: number
  tips: number
  attention: number
  /** By country. */
  facts: Record<string, number>
  /** By language: of all its sentences. */
  words: Record<Language, number>
}

/** The four of a conversation, measured; nothing where it goes into none of them. */
export function measures(read: Read, { name, data }: Sourced<Conversation>): Measure[] {
  return stepsOf(data).flatMap((step) => (step.option ? [measure(read, name, step, step.option)] : []))
}

function measure(read: Read, name: string, step: Step, option: string): Measure {
  const countries = read.countries.map(({ data }) => data.id)
  const all = read.facts.flatMap(({ data }) => data.facts)
  const shownIn = (country: string) =>
    step.facts.filter((id) => all.some((fact) => fact.id === id && (fact.country === undefined || fact.country === country))).length
  return {
    option,
    prompts: step.prompts.length,
    tips: step.tips.length,
    attention: step.attention.length,
    facts: Object.fromEntries(countries.map((country) => [country, shownIn(country)])),
    words: Object.fromEntries(LANGUAGES.map((language) => [language, wordsOf(read, language, name, step)])) as Record<Language, number>,
  }
}

/** Words of what the step says: why, its box, its questions, its own tips and attention points and those it shares. */
function wordsOf({ sentences, libraries }: Read, language: Language, name: string, step: Step): number {
  const tree = (sentences[language][`conversations/${name}`]?.steps as Record<string, unknown> | undefined)?.[step.id] as
    | Record<string, unknown>
    | undefined
  const own = ['why', 'say', 'ask', 'prompts', 'tips', 'attention'].flatMap((part) => textsIn(tree?.[part]))
  const used = [...step.tips, ...step.attention].flatMap((item) => {
    if (!('use' in item)) return []
    const library = libraries.find(({ data }) => data.items.some(({ id }) => id === item.use))
    const items = library && (sentences[language][`library/${library.name}`]?.items as Record<string, unknown> | undefined)
    return textsIn(items?.[item.use])
  })
  return [...own, ...used].reduce((sum, text) => sum + (text.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu)?.length ?? 0), 0)
}

const textsIn = (tree: unknown): string[] =>
  typeof tree === 'string' ? [tree] : typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(textsIn) : []

const stepsOf = (conversation: Conversation): Step[] => conversation.sections.flatMap((section) => section.steps)

export const optionProblems = (read: Read): Problem[] =>
  read.conversations.flatMap((source) => findings(source.data, measures(read, source)).map((one) => ({ file: source.file, ...one })))

function findings(conversation: Conversation, four: readonly Measure[]): Finding[] {
  if (four.length === 0) return []
  const steps = stepsOf(conversation)
  const places = steps.flatMap(({ option }, at) => (option ? [at] : []))
  const options = four.map(({ option }) => option)
  const missing = RESIDENCE_OPTIONS.filter((option) => !options.includes(option))
  if (missing.length || options.length !== RESIDENCE_OPTIONS.length)
    return [
      finding(
        'steps',
        `each of the four residence options has one step of its own, or none has: ${missing.join(', ') || 'one stands there twice'}`,
      ),
    ]
  if (places.at(-1)! - places[0]! !== 3)
    return [finding('steps', 'the steps of the four residence options must stand directly after each other: their order turns')]
  return [
    ...steps.filter(({ option }) => option).flatMap((step) => coreFindings(step)),
    ...(['prompts', 'tips', 'attention'] as const).flatMap((part) => same(part, four, (one) => one[part])),
    ...Object.keys(four[0]!.facts).flatMap((country) => same(`facts in ${country}`, four, (one) => one.facts[country]!)),
    ...LANGUAGES.flatMap((language) => alike(language, four)),
  ]
}

const coreFindings = ({ id, prompts }: Step): Finding[] =>
  CORE.every((core, i) => prompts[i]?.id === core)
    ? []
    : [finding(`steps.${id}.prompts`, `the first questions about a residence option are the same for each of the four: ${CORE.join(', ')}`)]

const listed = (four: readonly Measure[], of: (one: Measure) => number): string => four.map((one) => `${one.option} ${of(one)}`).join(', ')

function same(what: string, four: readonly Measure[], of: (one: Measure) => number): Finding[] {
  const counts = new Set(four.map(of))
  return counts.size === 1 ? [] : [finding('steps', `the four residence options have as many ${what} each: ${listed(four, of)}`)]
}

function alike(language: Language, four: readonly Measure[]): Finding[] {
  const counts = four.map(({ words }) => words[language])
  const most = Math.max(...counts)
  if (most - Math.min(...counts) <= most * ROOM) return []
  return [
    finding(
      'steps',
      `in ${language} the four residence options differ by more than ${ROOM * 100} % in words: ${listed(four, ({ words }) => words[language])}`,
    ),
  ]
}
