/** Finds the view for a reply, and gathers what features add to each other's pages. */

import type { Sentences } from '../content/content.ts'
import { ABOUT, AT_HOME, BOXES, COMMANDS, FEATURES, VERBS, VIEWS } from '../features/index.ts'
import type { Context } from '../page/context.ts'
import type { Block } from '../page/page.ts'
import type { PageParts } from '../page/parts.ts'
import { blocksText } from '../page/text.ts'
import type { About, ClientIds } from '../turn/about.ts'
import type { AtHome, Command } from '../turn/feature.ts'
import type { HomeLines, Reply, ViewContext, ViewId } from '../turn/reply.ts'
import { wordsOf } from './words.ts'

export const createViewContext = (ctx: Context): ViewContext => ({
  ...ctx,
  atHome: (lines, discreet) => linesAtHome(lines).flatMap(([line, found]) => line.blocks(found, ctx, discreet)),
  onClient: (at) => FEATURES.flatMap((feature) => feature.onClient?.(at, ctx) ?? []),
  inStep: (at) => FEATURES.flatMap((feature) => feature.inStep?.(at, ctx) ?? []),
  sections: (held) => [
    { kind: 'text', text: ctx.say('export', 'intro', { date: ctx.date(held.exported) }) },
    ...FEATURES.flatMap((feature) => feature.section?.(held, ctx) ?? []),
  ],
  verb: (did) => (Object.hasOwn(VERBS, did) ? VERBS[did as keyof typeof VERBS] : 'other'),
  commands: commandsOf(ctx),
  plain: (blocks) => blocksText(blocks, wordsOf(ctx)),
})

function commandsOf({ content }: Context): ViewContext['commands'] {
  const { commands = {} } = (content.sentences.nl.ui?.help ?? {}) as Record<string, Sentences>
  const order = Object.keys(commands)
  return (Object.entries(COMMANDS) as [string, Command][])
    .filter(([, { everyday }]) => !everyday)
    .map(([id, { outside, ofConversation = outside === undefined }]) => ({ id, ofConversation }))
    .toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
}

/** Puts any reply into words. */
export const view = (reply: Reply, ctx: ViewContext): PageParts =>
  (VIEWS[reply.view] as (reply: Reply, ctx: ViewContext) => PageParts)(reply, ctx)

/** The inputs of the page that a reply makes, without making all of it where that can be avoided. */
export const boxes = (reply: Reply, ctx: ViewContext): readonly Block[] =>
  (BOXES[reply.view] as ((reply: Reply, ctx: ViewContext) => readonly Block[]) | undefined)?.(reply, ctx) ?? view(reply, ctx).blocks

/** The ids of the clients a reply is about. */
export function aboutOf(reply: Reply): string[] {
  const ids: ClientIds = [
    ...(ABOUT[reply.view] as About<ViewId>)(reply),
    ...(reply.view === 'home' ? linesAtHome(reply).flatMap(([line, found]) => line.about(found)) : []),
  ]
  return [...new Set(ids)].filter((id) => id !== undefined)
}

/** The lines at home that there is something to say about, with what was found. */
const linesAtHome = (lines: Partial<HomeLines>): [line: AtHome<keyof HomeLines>, found: never][] =>
  (Object.entries(AT_HOME) as [keyof HomeLines, AtHome<keyof HomeLines>][]).flatMap(([name, line]) => {
    const found = lines[name]
    return found === undefined ? [] : [[line, found as never]]
  })
