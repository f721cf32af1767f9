/** Every kind of step; a missing one does not compile. */
import type { Step, StepKind } from '../../content/schema.ts'
import { agreements } from './agreements.ts'
import { ask } from './ask.ts'
import { checklist } from './checklist.ts'
import { choose } from './choose.ts'
import { date } from './date.ts'
import { grid } from './grid.ts'
import type { Kind, Part, PartName, StepOf, StepShape } from './kind.ts'
import { say } from './say.ts'
import { scale } from './scale.ts'
import { summary } from './summary.ts'

export const KINDS: { readonly [K in StepKind]: Kind<StepOf<K>> } = { ask, say, choose, checklist, scale, date, grid, summary, agreements }

export const kindOf = (step: Step): Kind => KINDS[step.kind]

export const shapeOf = (step: Step): StepShape => kindOf(step).shape(step)

/**
 * For answers whose step no longer exists in the content, so that its kind is unknown: which kind knows each part. Values are stored in
 * this order.
 */
export const BY_PART: { readonly [P in PartName]: Part<P> } = {
  choices: checklist.part,
  number: scale.part,
  date: date.part,
  cells: grid.part,
  agreements: agreements.part,
}

/** Every part once. */
export const PARTS: readonly Part[] = Object.values(BY_PART)
