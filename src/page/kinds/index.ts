/** How every kind of step is shown: the compiler asks here for one that is missing. */
import type { StepKind } from '../../content/schema.ts'
import type { PartName } from '../../engine/kinds/kind.ts'
import { agreements } from './agreements.ts'
import { ask } from './ask.ts'
import { checklist } from './checklist.ts'
import { choose } from './choose.ts'
import { date } from './date.ts'
import { grid } from './grid.ts'
import type { Kind } from './kind.ts'
import { say } from './say.ts'
import { scale } from './scale.ts'
import { summary } from './summary.ts'

export const KINDS: { readonly [K in StepKind]: Kind } = { ask, say, choose, checklist, scale, date, grid, summary, agreements }

/** Who shows each part of an answer: its step may be gone from the content, and its kind with it. In this order they are shown. */
export const BY_PART: { readonly [P in PartName]: Kind } = { choices: checklist, number: scale, date, cells: grid, agreements }
