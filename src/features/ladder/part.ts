/** The ladders drawn with a client: every version, the current one last. */
import { z } from 'zod'
import type { ClientDocument } from '../../records/model.ts'
import { type Part, partOf, putPart } from '../../records/part.ts'

export const CARDS = ['self', 'support', 'first'] as const

const Rung = z.strictObject({
  text: z.string(),
  /** The day it was reached, YYYY-MM-DD. */
  done: z.string().optional(),
})

const Drawn = z.strictObject({
  id: z.string(),
  /** ISO instant. */
  at: z.string(),
  by: z.string(),
  goal: z.string(),
  /** YYYY-MM-DD */
  due: z.string().optional(),
  /** What it takes: what I do myself, who or what supports me, what has to happen first. */
  cards: z.strictObject({ self: z.array(z.string()), support: z.array(z.string()), first: z.array(z.string()) }),
  /** From today to the goal. */
  rungs: z.array(Rung),
})
export type Drawn = z.infer<typeof Drawn>

const Ladder = z.strictObject({
  drawn: z.array(Drawn),
  /** How many were taken out: an old card must not bring one back unasked. */
  removed: z.int().optional(),
})
export type Ladder = z.infer<typeof Ladder>

const mapDrawn = <D extends Pick<Drawn, 'goal' | 'cards' | 'rungs'>>(drawn: D, change: (text: string) => string): D => ({
  ...drawn,
  goal: change(drawn.goal),
  cards: {
    self: drawn.cards.self.map(change),
    support: drawn.cards.support.map(change),
    first: drawn.cards.first.map(change),
  },
  rungs: drawn.rungs.map((rung) => ({ ...rung, text: change(rung.text) })),
})

/** Every text typed in a ladder. */
export function textsOf(drawn: Pick<Drawn, 'goal' | 'cards' | 'rungs'>): string[] {
  const texts: string[] = []
  mapDrawn(drawn, (text) => {
    texts.push(text)
    return text
  })
  return texts
}

export const part: Part<Ladder> = {
  name: 'ladder',
  model: 1,
  shape: Ladder,
  migrations: {},
  empty: { drawn: [] },
  mapTexts: ({ drawn, ...rest }, change) => ({ ...rest, drawn: drawn.map((one) => mapDrawn(one, change)) }),
  // Nothing in it belongs to one counsellor.
  visibleTo: (value) => value,
  lastUsed: ({ drawn }) =>
    drawn
      .flatMap(({ at, rungs }) => [at, ...rungs.flatMap(({ done }) => (done ? [`${done}T00:00:00.000Z`] : []))])
      .toSorted()
      .at(-1),
}

/** How many ladders were taken out of a file. */
export const removedIn = (file: Pick<ClientDocument, 'parts'>): number => partOf(part, file).removed ?? 0

/** Puts other ladders in a file. @param removed how many this takes out */
export function putDrawn(draft: Pick<ClientDocument, 'parts'>, drawn: Drawn[], removed = 0): void {
  const all = removedIn(draft) + removed
  putPart(part, draft, { drawn, ...(all ? { removed: all } : {}) })
}

/** The ladders in a file, the current one last. */
export const drawnIn = (file: Pick<ClientDocument, 'parts'>): Drawn[] => partOf(part, file).drawn
