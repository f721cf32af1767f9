import type { View } from '../../turn/reply.ts'

/** Five lines: what this is, what it keeps, for whom, that it misses things, how to erase. */
const LINES = ['what', 'keeps', 'forWhom', 'misses', 'erase'] as const

export const welcome: View<'welcome'> = (_reply, ctx) => ({
  title: ctx.ui('welcome.title'),
  blocks: LINES.map((line) => ({ kind: 'text', text: ctx.ui(`welcome.${line}`) })),
  // Home follows at once, with everything one can do.
  actions: [],
})
