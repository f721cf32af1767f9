/** What must hold between and inside the files of `dialogs/`, beyond the shape of each. */
import { conditionProblems, type Known, type Names, type Spot } from './check-conditions.ts'
import { rulesOf } from './kinds.ts'
import { duplicates, type Finding, finding, type Problem } from './problems.ts'
import type { Read, Sourced } from './read.ts'
import { type Condition, type Conversation, type Country, type Guide, type Item, PHASES, SITUATIONS, type Step } from './schema.ts'

/** Everything there is to refer to. */
interface Ids extends Known {
  items: Names
  facts: Names
  instruments: Names
}

/** The ids of a folder. A file of it that could not be read may hold any id, so that no reference to the folder can be called wrong. */
function names(read: Read, folder: string, ids: readonly string[]): Names {
  const all = new Set(ids)
  const unsure = [...read.broken].some((file) => file.startsWith(`${folder}/`))
  return { has: (id) => unsure || all.has(id) }
}

export function dialogProblems(read: Read): Problem[] {
  const idOf = ({ data }: Sourced<{ id: string }>): string => data.id
  const ids: Ids = {
    conversations: names(read, 'conversations', read.conversations.map(idOf)),
    countries: names(read, 'countries', read.countries.map(idOf)),
    items: names(
      read,
      'library',
      read.libraries.flatMap(({ data }) => data.items.map((item) => item.id)),
    ),
    instruments: names(read, 'instruments', (read.brought.instruments ?? []).map(idOf)),
    facts: names(
      read,
      'facts',
      read.facts.flatMap(({ data }) => data.facts.map((fact) => fact.id)),
    ),
  }
  const within = <T>({ file, data }: Sourced<T>, check: (data: T) => Finding[]): Problem[] => check(data).map((one) => ({ file, ...one }))
  return [
    ...crisisProblems(read),
    ...[...read.conversations, ...read.guides, ...read.countries, ...Object.values(read.brought).flat()].flatMap(nameProblems),
    ...read.conversations.flatMap((source) => within(source, (data) => conversationFindings(data, ids))),
    ...read.guides.flatMap((source) => within(source, (data) => guideFindings(data, ids, read))),
    ...read.countries.flatMap((source) => within(source, (data) => countryFindings(data, ids))),
    ...read.facts.flatMap((source) =>
      within(source, ({ facts }) => facts.flatMap((fact) => countryKnown(`facts.${fact.id}.country`, fact.country, ids))),
    ),
    ...acrossFiles(read.libraries.map(({ file, data }) => ({ file, group: 'items', ids: data.items.map((item) => item.id) }))),
    ...acrossFiles(read.facts.map(({ file, data }) => ({ file, group: 'facts', ids: data.facts.map((fact) => fact.id) }))),
  ]
}

/** The crisis plan must come up from the first turn on, so without its words nothing starts. */
const crisisProblems = ({ safety, broken }: Read): Problem[] =>
  safety.some(({ name }) => name === 'crisis') || broken.has('safety/crisis')
    ? []
    : [{ file: 'dialogs/safety/crisis.yaml', key: '', reason: 'is missing' }]

const nameProblems = ({ file, name, data }: Sourced<{ id: string }>): Problem[] =>
  data.id === name ? [] : [{ file, key: 'id', reason: `is “${data.id}”, but the file is called “${name}.yaml”: they must be the same` }]

/** An id that occurs in two files, or twice in one. */
function acrossFiles(sources: { file: string; group: string; ids: string[] }[]): Problem[] {
  const first = new Map<string, string>()
  return sources.flatMap(({ file, group, ids }) =>
    ids.flatMap((id) => {
      const earlier = first.get(id)
      first.set(id, earlier ?? file)
      return earlier ? [{ file, key: `${group}.${id}`, reason: `this id stands already in ${earlier}` }] : []
    }),
  )
}

const countryKnown = (key: string, country: string | undefined, ids: Ids): Finding[] =>
  country && !ids.countries.has(country) ? [finding(key, `country ${country} has no file in dialogs/countries`)] : []

const instrumentsKnown = (key: string, instruments: readonly string[], ids: Ids): Finding[] =>
  instruments.filter((id) => !ids.instruments.has(id)).map((id) => finding(`${key}.${id}`, 'no such instrument in dialogs/instruments'))

const factsKnown = (key: string, facts: readonly string[], ids: Ids): Finding[] =>
  facts.filter((id) => !ids.facts.has(id)).map((id) => finding(`${key}.${id}`, 'no such fact in dialogs/facts'))

const conditionFindings = (key: string, when: Condition | undefined, spot: Spot, ids: Ids, what: string): Finding[] =>
  when ? conditionProblems(when, spot, ids, what).map((reason) => finding(`${key}.when`, reason)) : []

/** A list of tips, attention points, goals ... */
function itemFindings(key: string, items: readonly Item[], spot: Spot, ids: Ids): Finding[] {
  const idOf = (item: Item): string => ('use' in item ? item.use : item.id)
  return [
    ...duplicates(key, items.map(idOf), 'this item'),
    ...items.flatMap((item) => [
      ...('use' in item && !ids.items.has(item.use)
        ? [finding(`${key}.${item.use}`, '“use” names an item that does not exist in dialogs/library')]
        : []),
      ...conditionFindings(`${key}.${idOf(item)}`, item.when, spot, ids, 'this item'),
    ]),
  ]
}

function promptFindings(key: string, prompts: readonly { id: string; when?: Condition | undefined }[], spot: Spot, ids: Ids): Finding[] {
  return [
    ...duplicates(
      key,
      prompts.map((prompt) => prompt.id),
      'this question',
    ),
    ...prompts.flatMap((prompt) => conditionFindings(`${key}.${prompt.id}`, prompt.when, spot, ids, 'this question')),
  ]
}

function conversationFindings(conversation: Conversation, ids: Ids): Finding[] {
  const all = conversation.sections.flatMap((section) => section.steps)
  const opening: Spot = { before: [], all: [] }
  return [
    ...duplicates(
      'sections',
      conversation.sections.map((section) => section.id),
      'a section with this id',
    ),
    ...duplicates(
      'steps',
      all.map((step) => step.id),
      'a step with this id',
    ),
    ...(['moments', 'goals', 'attention'] as const).flatMap((key) => itemFindings(key, conversation[key], opening, ids)),
    ...all.flatMap((step, index) => stepFindings(step, { before: all.slice(0, index), all }, ids)),
    ...endFindings(all),
  ]
}

function stepFindings(step: Step, spot: Spot, ids: Ids): Finding[] {
  const key = `steps.${step.id}`
  const inside: Spot = { ...spot, around: step.when }
  return [
    ...conditionFindings(key, step.when, spot, ids, step.kind === 'summary' ? 'no path reaches this summary: it' : 'this step'),
    ...promptFindings(`${key}.prompts`, step.prompts, inside, ids),
    ...itemFindings(`${key}.tips`, step.tips, inside, ids),
    ...itemFindings(`${key}.attention`, step.attention, inside, ids),
    ...factsKnown(`${key}.facts`, step.facts, ids),
    ...instrumentsKnown(`${key}.instruments`, step.instruments, ids),
    ...duplicates(`${key}.facts`, step.facts, 'this fact'),
    ...rulesOf(step).findings(step, key),
  ]
}

/** Every path ends with a summary to read back and then the agreements. */
function endFindings(steps: readonly Step[]): Finding[] {
  const [summary, agreements] = steps.slice(-2)
  const right = summary?.kind === 'summary' && agreements?.kind === 'agreements'
  if (!right) return [finding('sections', 'a conversation must end with a step of kind summary and then one of kind agreements')]
  return [summary, agreements]
    .filter((step) => step?.when)
    .map((step) =>
      finding(
        `steps.${step?.id}.when`,
        `the closing ${step?.kind} is for everybody: it must have no condition, or some path does not reach it`,
      ),
    )
}

function guideFindings(guide: Guide, ids: Ids, read: Read): Finding[] {
  const spot: Spot = { before: [], all: [] }
  return [
    ...duplicates(
      'sections',
      guide.sections.map((section) => section.id),
      'a section with this id',
    ),
    ...guide.sections.flatMap((section) => [
      ...itemFindings(`sections.${section.id}.items`, section.items, spot, ids),
      ...promptFindings(`sections.${section.id}.prompts`, section.prompts, spot, ids),
      ...factsKnown(`sections.${section.id}.facts`, section.facts, ids),
      ...factsKnown(`sections.${section.id}.call`, section.call, ids),
      ...callFindings(`sections.${section.id}.call`, section.call, read),
      ...conditionFindings(`sections.${section.id}`, section.opens, spot, ids, 'this card'),
    ]),
    ...(guide.cards ? cardFindings(guide) : pageFindings(guide)),
  ]
}

/** A button needs a number to dial. */
function callFindings(key: string, call: readonly string[], { facts }: Read): Finding[] {
  const silent = new Set(facts.flatMap(({ data }) => data.facts.filter(({ phone }) => phone.length === 0).map(({ id }) => id)))
  return [
    ...duplicates(key, call, 'this number'),
    ...call.filter((id) => silent.has(id)).map((id) => finding(`${key}.${id}`, 'this fact has no phone, so there is nothing to call')),
  ]
}

function cardFindings({ sections }: Guide): Finding[] {
  const of = (what: Guide['sections'][number]['card']) => sections.filter(({ card }) => card === what)
  const at = (id: string, reason: string): Finding => finding(`sections.${id}`, reason)
  return [
    ...(sections[0]?.card === 'first' && of('first').length === 1
      ? []
      : [finding('sections', 'a guide of cards begins with its one card of kind first')]),
    ...(of(undefined).length ? [] : [finding('sections', 'a guide of cards has at least one step: a section without “card”')]),
    ...of('sources')
      .slice(1)
      .map(({ id }) => at(id, 'a guide has one card of sources')),
    ...sections
      .filter(({ id }) => id === SITUATIONS)
      .map(({ id }) => at(id, 'this id is taken: it is the card on which a situation is chosen')),
    ...sections.filter(({ card, opens }) => opens && card !== 'variant').map(({ id }) => at(id, 'only a variant can say “opens”')),
    ...(of('sources').length
      ? []
      : sections
          .filter(({ call, facts }) => call.length + facts.length)
          .map(({ id }) =>
            at(id, 'names numbers or facts, and the guide has no card of sources to say their date and where to check them'),
          )),
  ]
}

/** What only a guide of cards has. */
const pageFindings = ({ sections }: Guide): Finding[] =>
  sections
    .filter(({ card, opens, call }) => card || opens || call.length)
    .map(({ id }) => finding(`sections.${id}`, '“card”, “opens” and “call” are for a guide of cards: it says “cards: true”'))

function countryFindings(country: Country, ids: Ids): Finding[] {
  const bodies = country.bodies.map((body) => body.id)
  const phases = country.phases.map((phase) => phase.id)
  return [
    ...duplicates('bodies', bodies, 'this body'),
    ...duplicates('phases', phases, 'this phase'),
    ...PHASES.filter((phase) => !phases.includes(phase)).map((phase) => finding('phases', `phase “${phase}” is missing`)),
    ...country.phases.flatMap(({ id, body, conversation, also, facts }) => [
      ...factsKnown(`phases.${id}.facts`, facts, ids),
      ...(body && !bodies.includes(body) ? [finding(`phases.${id}.body`, `“${body}” is not among the bodies of this file`)] : []),
      ...[conversation, ...also]
        .filter((named) => named !== undefined && !ids.conversations.has(named))
        .map((named) => finding(`phases.${id}`, `names conversation “${named}”, which does not exist in dialogs/conversations`)),
    ]),
  ]
}
