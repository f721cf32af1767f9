/** Schemas shared by the data of many actions. */
import { z } from 'zod'

export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
/** Text without a limit: where it is too long the form comes back and says so, so that the words are not lost with the card. */
export const Line = z.string()
/** An input left empty arrives as an empty string, on some channels not at all or as `null`. */
export const Field = z
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
