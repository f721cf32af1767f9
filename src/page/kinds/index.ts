/** How every kind of step is shown; a missing one does not compile. */
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

/**
 * Which kind shows each part of an answer, since its step, and so its kind, may no longer exist in the content. Parts are shown in this
 * order.
 */
export const BY_PART: { readonly [P in PartName]: Kind } = { choices: checklist, number: scale, date, cells: grid, agreements }
