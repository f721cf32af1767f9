/** The guides (calming steps, crisis plan ...) as replies; any turn may need one. */
import type { Content } from '../content/content.ts'
import { holds } from '../engine/engine.ts'
import { refOf } from '../page/refs.ts'
import type { ClientDocument, Run } from '../records/model.ts'
import { runRef } from './file/runs.ts'
import type { ReplyOf } from './reply.ts'
import { factsFor, itemRefs, promptRefs } from './texts.ts'

/** The guide that the support detour shows; the crisis detour shows the guide of its own name. */
const PAGE = { support: 'calming', crisis: 'crisis' } as const

/** A guide; inside a run it includes the way back. @throws Error if the content has no such guide */
export function guideReply(content: Content, name: string, inside?: { client: ClientDocument; run: Run }): ReplyOf<'guide'> {
  const id = name === 'support' ? PAGE.support : name
  const guide = content.guides.get(id)
  if (!guide) throw new Error(`dialogs/guides: no guide “${id}”`)
  const ns = `guides/${id}`
  const country = inside?.client.country
  const shows = inside ? (condition: Parameters<typeof holds>[0]) => holds(condition, inside.run.session) : () => true
  const sections = guide.sections.map((section) => ({
    id: section.id,
    items: itemRefs(content, ns, `sections.${section.id}.items`, section.items, shows),
    prompts: promptRefs(ns, `sections.${section.id}.prompts`, section.prompts, shows),
    facts: factsFor(content, section.facts, country),
  }))
  return {
    view: 'guide',
    guide: id,
    sections,
    ...(inside ? { country, client: refOf(inside.client), run: runRef(inside.run), detour: inside.run.session.detour } : {}),
  }
}
