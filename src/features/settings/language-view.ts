import { LANGUAGES } from '../../content/content.ts'
import { button } from '../../page/button.ts'
import type { View } from '../../turn/reply.ts'

export const language: View<'language'> = (_reply, ctx) => ({
  title: ctx.ui('language.title'),
  blocks: [{ kind: 'text', text: ctx.ui('language.how') }],
  // Each language under its own name, so that somebody who cannot read this page finds theirs.
  actions: [
    ...LANGUAGES.map((id) => button(ctx, 'language', { language: id }, { label: ctx.ui(`languages.${id}`) })),
    button(ctx, 'home', {}, { quiet: true }),
  ],
})
