/** What ids look like. */
import { z } from 'zod'

/** Lower-case words joined by dashes: `hope`, `first-plan`. */
export const Id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words joined by dashes')

/** Ids of the methodology inventory this item carries, e.g. `W-central`. */
export const Covers = z.array(z.string().regex(/^[A-Z]{1,2}-[\w-]+$/, 'an inventory id looks like W-central'))
