/** The guides (calming steps, crisis plan ...) as replies; any turn may need one. */
import { evaluate } from '../content/conditions.ts'
import type { Content } from '../content/content.ts'
import { type Condition, type Guide, SITUATIONS } from '../content/schema.ts'
import { holds } from '../engine/engine.ts'
import { refOf } from '../page/refs.ts'
import type { ClientDocument, Run } from '../records/model.ts'
import { factsOf, runRef } from './file/runs.ts'
import type { ReplyOf } from './reply.ts'
import { factsFor, type Holds, itemRefs, promptRefs } from './texts.ts'

/** The guide that the support detour shows; the crisis detour shows the guide of its own name. */
const PAGE = { support: 'calming', crisis: 'crisis' } as const

/** Where a guide is opened, and which of its cards. Nothing of the client is in it but the country. */
export interface GuideAt {
  client?: ClientDocument
  run?: Run
  /** The card's id; absent, or one that the guide no longer has: the one to begin with. */
  card?: string
  /** The card from which the sources were opened. */
  from?: string
}

type Section = Guide['sections'][number]

/** A guide; inside a run it includes the way back. @throws Error if the content has no such guide */
export function guideReply(content: Content, name: string, at: GuideAt = {}): ReplyOf<'guide'> {
  const id = name === 'support' ? PAGE.support : name
  const guide = content.guides.get(id)
  if (!guide) throw new Error(`dialogs/guides: no guide “${id}”`)
  const { client, run } = at
  const ns = `guides/${id}`
  const shows = showsTo(at)
  const country = client?.country
  const part = (section: Section) => ({
    id: section.id,
    items: itemRefs(content, ns, `sections.${section.id}.items`, section.items, shows),
    prompts: promptRefs(ns, `sections.${section.id}.prompts`, section.prompts, shows),
    facts: factsFor(content, factsOn(guide, section), country),
    call: factsFor(content, section.call, country),
  })
  return {
    view: 'guide',
    guide: id,
    ...(guide.cards ? onCard(guide, at, part) : { sections: guide.sections.map(part) }),
    ...(client ? { country, client: refOf(client) } : {}),
    ...(client && run ? { run: runRef(run), detour: run.session.detour } : {}),
  }
}

/** What is shown here: of what is not known, all. */
function showsTo({ client, run }: GuideAt): Holds {
  if (run) return (condition) => holds(condition, run.session)
  if (!client) return () => true
  const facts = factsOf(client)
  const world = { ...facts, held: (conversation: string) => facts.held.includes(conversation), choices: () => undefined }
  return (condition) => condition === undefined || evaluate(condition, world) !== false
}

/** The card of sources has every number that the guide names. */
const factsOn = ({ sections }: Guide, section: Section): readonly string[] =>
  section.card === 'sources' ? [...new Set(sections.flatMap(({ call, facts }) => [...call, ...facts]))] : section.facts

/** One card of a guide, with what lies around it. */
function onCard<P extends { id: string }>(
  { sections }: Guide,
  { run, card: id, from }: GuideAt,
  part: (section: Section) => P,
): Pick<ReplyOf<'guide'>, 'card'> & { sections: P[] } {
  const of = (what: Section['card']) => sections.filter(({ card }) => card === what)
  const steps = of(undefined)
  const variants = of('variant')
  const first = of('first')[0] as Section
  const opening = variants.find(({ opens }) => opens && run && isKnown(opens, run)) ?? first
  const around = {
    first: opening.id,
    begin: steps[0]?.id,
    ...(variants.length ? { situations: [first, ...variants].map((one) => one.id) } : {}),
    sources: of('sources')[0]?.id,
  }
  if (id === SITUATIONS && variants.length) return { card: { ...around, id, what: 'situations' }, sections: [] }
  const section = sections.find((one) => one.id === id) ?? opening
  const nth = steps.indexOf(section)
  const what = section === opening ? 'first' : (section.card ?? 'step')
  return {
    card: {
      ...around,
      id: section.id,
      what,
      ...(nth < 0 ? {} : { position: nth + 1, total: steps.length, next: steps[nth + 1]?.id, previous: (steps[nth - 1] ?? opening).id }),
      ...(what === 'first' || what === 'variant' ? { next: around.begin } : {}),
      ...(what === 'sources' && sections.some((one) => one.id === from) ? { previous: from } : {}),
    },
    sections: [part(section)],
  }
}

const isKnown = (condition: Condition, { session }: Run): boolean =>
  evaluate(condition, { ...session.facts, mode: session.mode, held: () => undefined, choices: () => undefined }) === true
