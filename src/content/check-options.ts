/** The four residence options are gone into in equal measure (TO, gelijkwaardige opties; P-four-equal): counted, not only meant. */
import { isDeepStrictEqual } from 'node:util'
import { LANGUAGES, type Language } from './content.ts'
import { RESIDENCE_OPTIONS } from './kinds.ts'
import { type Finding, finding, type Problem } from './problems.ts'
import type { Read, Sourced } from './read.ts'
import type { Condition, Conversation, Step } from './schema.ts'

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
  read.conversations.flatMap((source) =>
    [...findings(source.data, measures(read, source)), ...stepsOf(source.data).flatMap(listFindings)].map((one) => ({
      file: source.file,
      ...one,
    })),
  )

const isOption = (id: string | undefined): boolean => RESIDENCE_OPTIONS.some((option) => option === id)

/** Whether these are the places of the four, with nothing between. */
const adjacent = (places: readonly number[]): boolean => places.at(-1)! - places[0]! === places.length - 1

const placesOf = <T>(entries: readonly T[], is: (entry: T) => boolean): number[] => entries.flatMap((entry, at) => (is(entry) ? [at] : []))

/** In a list too they stand together, so that none is set apart where their order turns. */
function listFindings(step: Step): Finding[] {
  const [part, entries] = 'options' in step ? (['options', step.options] as const) : (['rows', 'rows' in step ? step.rows : []] as const)
  const places = placesOf(entries, ({ id }) => isOption(id))
  return places.length === 0 || adjacent(places)
    ? []
    : [finding(`steps.${step.id}.${part}`, 'the four residence options must stand directly after each other: their order turns')]
}

function findings(conversation: Conversation, four: readonly Measure[]): Finding[] {
  if (four.length === 0) return []
  const steps = stepsOf(conversation)
  const options = four.map(({ option }) => option)
  const missing = RESIDENCE_OPTIONS.filter((option) => !options.includes(option))
  if (missing.length || options.length !== RESIDENCE_OPTIONS.length)
    return [
      finding(
        'steps',
        `each of the four residence options has one step of its own, or none has: ${missing.join(', ') || 'one stands there twice'}`,
      ),
    ]
  if (!adjacent(placesOf(steps, ({ option }) => option !== undefined)))
    return [finding('steps', 'the steps of the four residence options must stand directly after each other: their order turns')]
  const own = steps.filter(({ option }) => option)
  return [
    ...own.flatMap((step) => coreFindings(step)),
    ...whenFindings(own, steps),
    ...alikeIn(own),
    ...(['prompts', 'tips', 'attention'] as const).flatMap((part) => same(part, four, (one) => one[part])),
    ...Object.keys(four[0]!.facts).flatMap((country) => same(`facts in ${country}`, four, (one) => one.facts[country]!)),
    ...LANGUAGES.flatMap((language) => alike(language, four)),
  ]
}

const coreFindings = ({ id, prompts }: Step): Finding[] =>
  CORE.every((core, i) => prompts[i]?.id === core)
    ? []
    : [finding(`steps.${id}.prompts`, `the first questions about a residence option are the same for each of the four: ${CORE.join(', ')}`)]

/** Each is shown where the client chose it, at one and the same step, or all four are always shown. */
function whenFindings(own: readonly Step[], steps: readonly Step[]): Finding[] {
  if (own.every(({ when }) => when === undefined)) return []
  const asked = own.map(({ when }) => when?.answer?.step)
  const from = steps.find(({ id }) => id === asked[0])
  const offers =
    from !== undefined && 'options' in from && RESIDENCE_OPTIONS.every((option) => from.options.some(({ id }) => id === option))
  return own.flatMap(({ id, option, when }) =>
    offers && isDeepStrictEqual(when, { answer: { step: from.id, has: [option] } })
      ? []
      : [
          finding(
            `steps.${id}.when`,
            'a residence option is shown where the client chose it, at the same step for all four (`when: { answer: { step: …, has: [its own name] } }`), or all four are always shown',
          ),
        ],
  )
}

/** What cannot be counted: what kind of answer each takes, what may be opened from it, and for whom a part of it is shown. */
function alikeIn(own: readonly Step[]): Finding[] {
  const conditions = (items: readonly { when?: Condition | undefined }[]) =>
    items.flatMap(({ when }) => (when ? [JSON.stringify(when)] : [])).toSorted()
  const compared: [what: string, of: (step: Step) => unknown][] = [
    ['are of the same kind', ({ kind }) => kind],
    ['lead to the same instruments', ({ instruments }) => instruments.toSorted()],
    ['ask their questions under the same conditions', ({ prompts }) => conditions(prompts)],
    ['give their tips under the same conditions', ({ tips }) => conditions(tips)],
    ['give their attention points under the same conditions', ({ attention }) => conditions(attention)],
  ]
  return compared
    .filter(([, of]) => own.some((step) => !isDeepStrictEqual(of(step), of(own[0]!))))
    .map(([what]) => finding('steps', `the four residence options ${what}`))
}

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
