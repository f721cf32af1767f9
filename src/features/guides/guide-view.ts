import { SITUATIONS } from '../../content/schema.ts'
import { button } from '../../page/button.ts'
import type { Context } from '../../page/context.ts'
import type { Action, Block } from '../../page/page.ts'
import {
  buttons,
  callBlocks,
  factBlocks,
  inOwnLanguageFirst,
  kicker,
  list,
  type PageParts,
  place,
  quiet,
  runData,
  texts,
  under,
} from '../../page/parts.ts'
import type { ReplyOf, View } from '../../turn/reply.ts'

type Reply = ReplyOf<'guide'>
type Section = Reply['sections'][number]
type Card = NonNullable<Reply['card']>

/** To read. If it interrupts a run, the run waits until the counsellor chooses. */
export const guide: View<'guide'> = (reply, ctx) => (reply.card ? onCard(reply, reply.card, ctx) : asPage(reply, ctx))

const nsOf = ({ guide: id }: Reply): string => `guides/${id}`
const titleOf = (reply: Reply, ctx: Context): string => ctx.text({ ns: nsOf(reply), key: 'title' }, reply.country)
const ofSection = (reply: Reply, ctx: Context, id: string, key: 'title' | 'label'): string =>
  ctx.text({ ns: nsOf(reply), key: `sections.${id}.${key}` }, reply.country)

function said(reply: Reply, ctx: Context, { prompts }: Section): Block[] {
  return prompts.length ? [quiet(ctx.ui('guide.said')), ...list(texts(ctx, prompts, reply.country))] : []
}

function asPage(reply: Reply, ctx: Context): PageParts {
  const intro = { ns: nsOf(reply), key: 'intro' }
  return {
    title: titleOf(reply, ctx),
    blocks: [
      ...(ctx.has(intro) ? [{ kind: 'text', text: ctx.text(intro, reply.country) } as const] : []),
      ...reply.sections.flatMap((section) =>
        under(ofSection(reply, ctx, section.id, 'title'), [
          ...list(texts(ctx, section.items, reply.country)),
          ...said(reply, ctx, section),
          ...factBlocks(ctx, section.facts, reply.country),
        ]),
      ),
    ],
    actions: ways(reply, ctx),
  }
}

/** Few words: what to do, what to say, whom to call. The rows of buttons are the same on each card, so that a hand finds them. */
function onCard(reply: Reply, card: Card, ctx: Context): PageParts {
  const { country } = reply
  const [section] = reply.sections
  const above = kicker(titleOf(reply, ctx), place(ctx, card))
  return {
    ...(card.what === 'first' ? {} : { kicker: above }),
    title: section ? ofSection(reply, ctx, section.id, 'title') : ctx.ui('guide.situations'),
    summary: card.what === 'first' ? titleOf(reply, ctx) : above,
    blocks: [
      ...(section ? content(reply, card, section, ctx) : buttons(situations(reply, card, ctx))),
      ...buttons(around(reply, card, ctx)),
    ],
    actions: ways(reply, ctx),
  }

  function content({ detour }: Reply, { what }: Card, section: Section, ctx: Context): Block[] {
    const items = list(texts(ctx, section.items, country))
    if (what === 'sources') {
      const facts = inOwnLanguageFirst(ctx, section.facts)
      return [
        ...items,
        ...factBlocks(ctx, facts, country),
        ...(detour || reply.guide === 'crisis' ? [quiet(ctx.ui('guide.noTherapist'))] : []),
      ]
    }
    const atOnce = what === 'first' || what === 'variant'
    const calls = callBlocks(ctx, section.call, { ...(country ? { country } : {}), first: atOnce })
    return atOnce ? [...calls, ...items, ...said(reply, ctx, section)] : [...items, ...said(reply, ctx, section), ...calls]
  }
}

const to = (
  reply: Reply,
  ctx: Context,
  card: string,
  label: string,
  extra: { primary?: true; quiet?: true; from?: string } = {},
): Action => {
  const { from, ...looks } = extra
  const where = reply.client && reply.run ? runData(reply.client, reply.run) : { client: reply.client?.id }
  return button(ctx, 'guide', { guide: reply.guide, card, from, ...where }, { ...looks, label })
}

const situations = (reply: Reply, { situations = [] }: Card, ctx: Context): Action[] =>
  situations.map((id) => to(reply, ctx, id, ofSection(reply, ctx, id, 'label')))

/** The cards around this one: on, back, the numbers, another situation. */
function around(reply: Reply, card: Card, ctx: Context): Action[] {
  const { what, next, previous } = card
  const onward = what === 'first' ? ctx.text({ ns: nsOf(reply), key: 'begin' }, reply.country) : ctx.ui('guide.next')
  return [
    // on a first card nothing stands out but the number to call
    ...(next ? [to(reply, ctx, next, onward, what === 'first' ? {} : { primary: true })] : []),
    ...(previous ? [to(reply, ctx, previous, ctx.ui('guide.previous'))] : []),
    ...(what === 'first' ? [] : [to(reply, ctx, card.first, ctx.ui('guide.first'))]),
    ...(card.situations && what !== 'situations' ? [to(reply, ctx, SITUATIONS, ctx.ui('guide.situation'))] : []),
  ]
}

/** The ways out of the guide, and at the foot where it comes from. */
function ways(reply: Reply, ctx: Context): Action[] {
  const { client, run, detour, card } = reply
  const home = button(ctx, 'home', {}, { quiet: true })
  const sources =
    card?.sources && card.what !== 'sources' ? [to(reply, ctx, card.sources, ctx.ui('guide.sources'), { quiet: true, from: card.id })] : []
  if (!client) return [home, ...sources]
  if (!run) return [button(ctx, 'client.open', { client: client.id }), home, ...sources]
  const data = runData(client, run)
  if (!detour) return [button(ctx, 'conversation.resume', data, { label: ctx.ui('actions.toStep') }), home, ...sources]
  // Going on, pausing and ending are side by side as equals: which is right depends on how the client is.
  const equals = [button(ctx, 'return', data), button(ctx, 'pause', data), button(ctx, 'finish', data)]
  const crisis = detour === 'support' ? [button(ctx, 'crisis', data, { quiet: true })] : []
  // what is written down can wait until after the first card
  const note = card?.what === 'first' ? [] : [button(ctx, 'note', data, { quiet: true })]
  return [...equals, home, ...crisis, ...note, ...sources]
}
