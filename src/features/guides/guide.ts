import { holds } from '../../engine/engine.ts'
import type { ClientDocument, Run } from '../../records/model.ts'
import type { TurnContext } from '../../turn/context.ts'
import type { Reply } from '../../turn/replies.ts'
import { factsFor, itemRefs, promptRefs } from '../../turn/texts.ts'
import { runRef } from '../conversation/walk/step-reply.ts'

/** Which page each detour shows. */
const PAGE = { support: 'calming', crisis: 'crisis' } as const

/** The guide (calming steps, crisis plan, ...) as a page; inside a conversation it knows the way back. */
export function guideView(
  ctx: TurnContext,
  name: string,
  inside?: { client: ClientDocument; run: Run },
): Extract<Reply, { view: 'guide' }> {
  const id = name === 'support' ? PAGE.support : name
  const guide = ctx.content.guides.get(id)
  if (!guide) throw new Error(`dialogs/guides: no guide “${id}”`)
  const ns = `guides/${id}`
  const country = inside?.client.country
  const shows = inside ? (condition: Parameters<typeof holds>[0]) => holds(condition, inside.run.session) : () => true
  const sections = guide.sections.map((section) => ({
    id: section.id,
    items: itemRefs(ctx.content, ns, `sections.${section.id}.items`, section.items, shows),
    prompts: promptRefs(ns, `sections.${section.id}.prompts`, section.prompts, shows),
    facts: factsFor(ctx.content, section.facts, country),
  }))
  return {
    view: 'guide',
    guide: id,
    sections,
    ...(inside
      ? {
          country,
          client: { id: inside.client.id, alias: inside.client.alias },
          run: runRef(inside.run),
          detour: inside.run.session.detour,
        }
      : {}),
  }
}
