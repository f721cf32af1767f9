/** Which view shows which reply, and what the features add to each other's pages. */
import { AT_HOME, FEATURES, VERBS, VIEWS } from '../features/index.ts'
import type { Context } from '../page/context.ts'
import type { PageParts } from '../page/parts.ts'
import { blocksText } from '../page/text.ts'
import type { AtHome } from '../turn/feature.ts'
import type { HomeLines, Reply, ViewContext } from '../turn/reply.ts'
import { wordsOf } from './words.ts'

export const createViewContext = (ctx: Context): ViewContext => ({
  ...ctx,
  atHome: (lines, discreet) =>
    (Object.entries(AT_HOME) as [keyof HomeLines, AtHome<keyof HomeLines>][]).flatMap(([name, line]) => {
      const found = lines[name]
      return found === undefined ? [] : line.blocks(found as never, ctx, discreet)
    }),
  onClient: (at) => FEATURES.flatMap((feature) => feature.onClient?.(at, ctx) ?? []),
  inStep: (at) => FEATURES.flatMap((feature) => feature.inStep?.(at, ctx) ?? []),
  sections: (held) => [
    { kind: 'text', text: ctx.say('export', 'intro', { date: ctx.date(held.exported) }) },
    ...FEATURES.flatMap((feature) => feature.section?.(held, ctx) ?? []),
  ],
  verb: (did) => (Object.hasOwn(VERBS, did) ? VERBS[did as keyof typeof VERBS] : 'other'),
  plain: (blocks) => blocksText(blocks, wordsOf(ctx)),
})

/** Puts any reply into words. */
export const view = (reply: Reply, ctx: ViewContext): PageParts =>
  (VIEWS[reply.view] as (reply: Reply, ctx: ViewContext) => PageParts)(reply, ctx)
