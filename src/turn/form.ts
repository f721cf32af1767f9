/**
 * A form writes only what was changed in it, against what it showed: cards live for years, and what a box still shows may be long out of
 * date. The save button carries a short hash of each box as it was shown, so that no words stand in it.
 */
import { hash } from 'node:crypto'
import { z } from 'zod'

/** What a form showed: the hash of each box, by its name. */
type Shown = Readonly<Record<string, string>>
type Boxes = Readonly<Record<string, string | undefined>>

const mark = (value: string): string => hash('sha256', value, 'base64url').slice(0, 8)

/** @param boxes what each box shows; an empty box is an empty string */
export const shownIn = (boxes: Boxes): string =>
  JSON.stringify(Object.fromEntries(Object.entries(boxes).map(([name, value]) => [name, mark(value ?? '')])))

const ShownText = z
  .string()
  .max(4_000)
  .transform((text, ctx) => {
    try {
      return z.record(z.string(), z.string()).parse(JSON.parse(text)) as Shown
    } catch {
      ctx.addIssue('not what a form of ours carries')
      return z.NEVER
    }
  })

export interface Filled<B extends Boxes> {
  /** Only the boxes whose value is not the one they showed. */
  changed: Partial<B>
  /** Boxes that were changed here, and in the file since the form was shown. */
  conflicts: (keyof B & string)[]
}

/**
 * @param shown as `shownIn` made it; absent or damaged for a card from before forms carried it: then every box counts as changed
 * @param boxes what came in
 * @param now what the form would show now
 * @param guarded boxes that no form may change without having shown the present value
 */
export function filledIn<B extends Boxes>(
  shown: string | undefined,
  boxes: B,
  now: Boxes,
  guarded: readonly (keyof B & string)[],
): Filled<B> {
  const base = ShownText.safeParse(shown).data
  const changed: Partial<B> = {}
  const conflicts: (keyof B & string)[] = []
  for (const [name, value] of Object.entries(boxes) as [keyof B & string, B[keyof B & string]][]) {
    if (value === undefined) continue
    const was = base && Object.hasOwn(base, name) ? base[name] : undefined
    if (was === mark(value)) continue
    changed[name] = value
    const present = now[name] ?? ''
    if (value === present) continue
    if (was === undefined ? guarded.includes(name) : was !== mark(present)) conflicts.push(name)
  }
  return { changed, conflicts }
}
