/** Schemas shared by the data of many actions. */
import { z } from 'zod'
import { LIMITS } from '../content/limits.ts'

export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
export const Line = z.string().max(LIMITS.text)
/** An input left empty arrives as an empty string, on some channels not at all or as `null`. */
export const Field = Line.nullish().transform((value) => value ?? undefined)
/** Long text. It has no limit here: the action that takes it says when it is too long, so that the words are not lost with the card. */
export const Words = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined)

export const nothing = z.looseObject({})
export const inClient = z.object({ client: Id })
export const inRun = z.object({ client: Id, run: Id })
export const inVisit = z.object({ client: Id, run: Id, visit: Id })
/** With a step's input boxes beside the ids. `kept`: names of boxes whose value was not shown; left empty they keep it. */
export const inBoxes = z.looseObject({ client: Id, run: Id, visit: Id, kept: Line.optional() })
export const perhaps = z.object({ client: Id.optional(), run: Id.optional(), step: Id.optional() })
