/** A drawn ladder as blocks: the picture, and in words what the picture leaves out. */
import type { Context } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { kicker } from '../../page/parts.ts'
import { NS } from './content.ts'
import { CARDS, type Drawn } from './part.ts'
import { picture } from './picture.ts'

/** By when; if there is no date, since when. */
export const dayOf = (ctx: Context, { due, at }: { due?: string; at: string }): string =>
  due ? ctx.ui('ladder.due', { day: ctx.date(due) }) : ctx.ui('ladder.drawn', { day: ctx.date(at) })

/** The rungs in words, the first one first. */
export const rungLines = (ctx: Context, rungs: Drawn['rungs']): string[] =>
  rungs.map(({ text, done }, index) => `${index + 1}. ${kicker(text, done && `✓ ${ctx.ui('ladder.reached', { day: ctx.date(done) })}`)}`)

function draw(ctx: Context, { goal, due, rungs }: Drawn) {
  const title = ctx.text({ ns: NS, key: 'title' })
  const by = due && ctx.ui('ladder.due', { day: ctx.date(due) })
  const steps = rungs.map(({ text, done }) => ({ text, done: done !== undefined }))
  return { title, by, ...picture({ title, goal, due: by, rungs: steps, today: ctx.ui('ladder.today') }) }
}

/** For looking at a ladder: the picture, whose alternative text is the same lines for where no picture can be shown. */
export function drawnBlocks(ctx: Context, drawn: Drawn): Block[] {
  const { svg, whole, by } = draw(ctx, drawn)
  const lines = rungLines(ctx, drawn.rungs)
  const goal = `${ctx.ui('ladder.goal')} ${kicker(drawn.goal, by)}`
  return [
    { kind: 'picture', svg, alt: [goal, ...lines].join('\n') },
    ...(whole ? [] : [{ kind: 'typed', text: [goal, ...lines].join('\n') } as const]),
    ...cardBlocks(ctx, drawn),
  ]
}

/** The cards that did not become rungs. */
function cardBlocks(ctx: Context, { cards, rungs }: Drawn): Block[] {
  const placed = new Set(rungs.map(({ text }) => text))
  return CARDS.flatMap((card): Block[] => {
    const left = cards[card].filter((text) => !placed.has(text))
    return left.length ? [{ kind: 'typed', label: ctx.text({ ns: NS, key: `parts.${card}.label` }), text: left.join('\n') }] : []
  })
}

/** For the client to read: the picture, and everything in words too. */
export function heldBlocks(ctx: Context, drawn: Drawn): Block[] {
  const { svg, title, by } = draw(ctx, drawn)
  const typed = (box: 'goal' | 'rungs' | (typeof CARDS)[number], text: string): Block[] =>
    text ? [{ kind: 'typed', label: ctx.text({ ns: NS, key: `parts.${box}.label` }), text }] : []
  return [
    { kind: 'picture', svg, alt: title },
    ...typed('goal', kicker(drawn.goal, by)),
    ...CARDS.flatMap((card) => typed(card, drawn.cards[card].join('\n'))),
    ...typed('rungs', rungLines(ctx, drawn.rungs).join('\n')),
  ]
}
