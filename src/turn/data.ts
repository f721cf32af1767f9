/** The shapes that the data of many actions share. */
import { z } from 'zod'
import { LIMITS } from '../content/limits.ts'

export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
export const Line = z.string().max(LIMITS.text)
/** Inputs left empty come as an empty text, from some channels not at all; a channel may send `null`. */
export const Field = Line.nullish().transform((value) => value ?? undefined)
/** What was written at length: too long is answered by the action that takes it, so that the words are not lost with the card. */
export const Words = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined)

export const nothing = z.looseObject({})
export const inClient = z.object({ client: Id })
export const inRun = z.object({ client: Id, run: Id })
export const inVisit = z.object({ client: Id, run: Id, visit: Id })
/** With the boxes of a step beside the ids. `kept`: names of boxes whose value was not shown; left empty they stay as they were. */
export const inBoxes = z.looseObject({ client: Id, run: Id, visit: Id, kept: Line.optional() })
export const perhaps = z.object({ client: Id.optional(), run: Id.optional(), step: Id.optional() })
