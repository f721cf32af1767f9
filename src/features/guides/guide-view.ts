import { button } from '../../page/button.ts'
import type { Context } from '../../page/context.ts'
import type { Action, Block } from '../../page/page.ts'
import { factBlocks, list, quiet, runData, texts, under } from '../../page/parts.ts'
import type { ReplyOf, View } from '../../turn/reply.ts'

/** A page to read. If it interrupts a run, the run waits until the counsellor chooses. */
export const guide: View<'guide'> = (reply, ctx) => {
  const ns = `guides/${reply.guide}`
  const intro = { ns, key: 'intro' }
  const sections = reply.sections.flatMap((section): Block[] =>
    under(ctx.text({ ns, key: `sections.${section.id}.title` }, reply.country), [
      ...list(texts(ctx, section.items, reply.country)),
      ...(section.prompts.length ? [quiet(ctx.ui('guide.said')), ...list(texts(ctx, section.prompts, reply.country))] : []),
      ...factBlocks(ctx, section.facts, reply.country),
    ]),
  )
  return {
    title: ctx.text({ ns, key: 'title' }, reply.country),
    blocks: [
      ...(reply.detour ? [quiet(ctx.ui('guide.waits'))] : []),
      ...(ctx.has(intro) ? [{ kind: 'text', text: ctx.text(intro, reply.country) } as const] : []),
      ...sections,
      ...(reply.detour || reply.guide === 'crisis' ? [quiet(ctx.ui('guide.noTherapist'))] : []),
    ],
    actions: actions(reply, ctx),
  }
}

function actions({ client, run, detour }: ReplyOf<'guide'>, ctx: Context): Action[] {
  if (!client || !run) return [button(ctx, 'home', {}, { quiet: true })]
  const data = runData(client, run)
  if (!detour)
    return [button(ctx, 'conversation.resume', data, { label: ctx.ui('actions.toStep') }), button(ctx, 'home', {}, { quiet: true })]
  // Going on, pausing and ending are side by side as equals: which is right depends on how the client is.
  const ways = [button(ctx, 'pause', data), button(ctx, 'return', data), button(ctx, 'finish', data)]
  const crisis = detour === 'support' ? [button(ctx, 'crisis', data)] : []
  return [...ways, ...crisis, button(ctx, 'note', data, { quiet: true }), button(ctx, 'home', {}, { quiet: true })]
}
