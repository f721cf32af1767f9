/** Which sentences the files of `dialogs/` need: for each namespace the keys that its locale file must have, no more and no less. */
import { type Keys, ofIds } from './keys.ts'
import { rulesOf } from './kinds.ts'
import type { Read } from './read.ts'
import type { Conversation, Country, Guide, Item, Step } from './schema.ts'

/** Items used from the library have their sentence there. */
const ofOwn = (items: readonly Item[]): Keys => ofIds(items.filter((item) => 'id' in item))

/** Drops empty groups. */
const filled = (keys: Keys): Keys =>
  Object.fromEntries(Object.entries(keys).filter(([, value]) => value === true || Object.keys(value).length > 0))

/** By namespace. */
export function expectedKeys(read: Read): Map<string, Keys> {
  return new Map<string, Keys>([
    ...read.conversations.map(({ name, data }) => [`conversations/${name}`, ofConversation(data)] as const),
    ...read.libraries.map(({ name, data }) => [`library/${name}`, { items: ofIds(data.items) }] as const),
    ...read.guides.map(({ name, data }) => [`guides/${name}`, ofGuide(data)] as const),
    ...read.facts.map(({ name, data }) => [`facts/${name}`, { facts: ofIds(data.facts) }] as const),
    ...read.countries.map(({ name, data }) => [`countries/${name}`, ofCountry(data)] as const),
    ...Object.entries(read.brought).flatMap(([folder, sources]) => sources.map(({ name, keys }) => [`${folder}/${name}`, keys] as const)),
  ])
}

const ofConversation = ({ moments, goals, attention, sections }: Conversation): Keys =>
  filled({
    title: true,
    about: true,
    moments: ofOwn(moments),
    goals: ofOwn(goals),
    attention: ofOwn(attention),
    sections: ofIds(sections),
    steps: Object.fromEntries(sections.flatMap((section) => section.steps).map((step) => [step.id, ofStep(step)])),
  })

const ofStep = (step: Step): Keys =>
  filled({
    title: true,
    // on what is read aloud, exported or given along: it speaks to the client
    clientTitle: true,
    why: true,
    ask: true,
    prompts: ofIds(step.prompts),
    tips: ofOwn(step.tips),
    attention: ofOwn(step.attention),
    ...rulesOf(step).keys(step),
  })

const ofGuide = ({ cards, sections }: Guide): Keys => {
  const varied = sections.some(({ card }) => card === 'variant')
  return {
    title: true,
    // `begin`: the button of the first card that leads on
    ...(cards ? { begin: true } : { intro: true }),
    sections: Object.fromEntries(
      sections.map(({ id, card, items, prompts }) => [
        id,
        // `label`: the button that chooses it
        filled({
          title: true,
          label: varied && (card === 'first' || card === 'variant') ? true : {},
          items: ofOwn(items),
          prompts: ofIds(prompts),
        }),
      ]),
    ),
  }
}

const ofCountry = ({ bodies, phases }: Country): Keys => ({
  name: true,
  order: true,
  bodies: Object.fromEntries(bodies.map(({ id }) => [id, { name: true, short: true, what: true }])),
  phases: Object.fromEntries(phases.map(({ id }) => [id, { name: true, fits: true }])),
})
