/** The contents of `dialogs/instruments/ladder.yaml`: questions for each part, ideas for first steps, tips. */
import { z } from 'zod'
import type { Folder } from '../../content/brought.ts'
import type { Content } from '../../content/content.ts'
import { Covers, Id } from '../../content/ids.ts'
import { ofIds } from '../../content/keys.ts'
import { Source } from '../../content/schema.ts'
import { BOXES, type Box } from './form.ts'

const Entry = z.strictObject({ id: Id, covers: Covers.optional(), source: Source.optional() })
/** The first question is shown at the input itself, the others on demand. */
const Part = z.strictObject({ covers: Covers.optional(), source: Source.optional(), prompts: z.array(Entry).min(1) })

const Instrument = z.strictObject({
  id: Id,
  source: Source,
  covers: Covers.optional(),
  parts: z.record(z.enum(BOXES), Part),
  /** First steps that somebody could take: equals, none of them a default. */
  ideas: z.array(Entry).min(2),
  /** What to keep in mind with the ideas. */
  tips: z.array(Entry),
  attention: z.array(Entry),
  /** What to do with a ladder once it is drawn. */
  along: z.array(Entry),
})
type Instrument = z.infer<typeof Instrument>

export const NS = 'instruments/ladder'

export const folder: Folder<Instrument> = {
  name: 'instruments',
  schema: Instrument,
  keys: ({ parts, ideas, tips, attention, along }) => ({
    title: true,
    about: true,
    parts: Object.fromEntries(Object.entries(parts).map(([id, { prompts }]) => [id, { label: true, prompts: ofIds(prompts) }])),
    ideas: ofIds(ideas),
    tips: ofIds(tips),
    attention: ofIds(attention),
    along: ofIds(along),
  }),
}

/** Keys of the questions to ask for a box, in the order of use. */
export const promptKeys = (content: Content, box: Box): string[] =>
  (instrument(content)?.parts[box].prompts ?? []).map(({ id }) => `parts.${box}.prompts.${id}`)

/** Keys of a list of the instrument. */
export const listKeys = (content: Content, list: 'ideas' | 'tips' | 'attention' | 'along'): string[] =>
  (instrument(content)?.[list] ?? []).map(({ id }) => `${list}.${id}`)

const instrument = (content: Content) => content.brought.get('instruments')?.get('ladder') as Instrument | undefined
