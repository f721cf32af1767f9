import { LANGUAGE } from '../content/languages.ts'
import type { Context } from '../page/context.ts'
import type { TextWords } from '../page/text.ts'
import type { CardWords } from './card.ts'
import type { CutWords } from './fit.ts'

/** Our own words between blocks, in one language. */
export const wordsOf = (ctx: Context): TextWords & CardWords & CutWords => ({
  tip: ctx.ui('words.tip'),
  attention: ctx.ui('words.attention'),
  colon: LANGUAGE[ctx.language].colon,
  required: ctx.ui('words.required'),
  fallback: ctx.ui('words.fallback'),
  cut: ctx.ui('words.cut'),
  kept: ctx.ui('words.kept'),
  lost: ctx.ui('words.lost'),
})
