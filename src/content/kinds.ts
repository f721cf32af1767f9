/**
 * The kinds of step in `dialogs/`: which keys a step of each kind has besides those of every step, which sentences it needs for them, and what
 * must hold inside it. A new kind begins here; the compiler then asks what an answer to it may be (`engine/kinds/`) and how it is shown
 * (`page/kinds/`).
 */
import { z } from 'zod'
import { Covers, Id } from './ids.ts'
import { type Keys, ofIds } from './keys.ts'
import { duplicates, type Finding, finding } from './problems.ts'

type Own<S extends z.ZodRawShape> = z.infer<z.ZodObject<S>>

export interface ContentKind<S extends z.ZodRawShape = z.ZodRawShape> {
  shape: S
  /** Its sentences, besides those of every step. */
  keys(step: Own<S>): Keys
  /** @param key where the step is in its file */
  findings(step: Own<S>, key: string): Finding[]
}

const kind = <S extends z.ZodRawShape>(rules: ContentKind<S>): ContentKind<S> => rules
/** Nothing but the question, and a box for what was answered. */
const plain = kind({ shape: {}, keys: () => ({}), findings: () => [] })

const Entry = z.strictObject({ id: Id, covers: Covers.optional() })
const options = kind({
  shape: { options: z.array(Entry).min(2) },
  keys: (step) => ({ options: ofIds(step.options) }),
  findings: (step, key) => [
    ...duplicates(`${key}.options`, idsOf(step.options), 'this option'),
    ...neutralFindings(`${key}.options`, step.options),
  ],
})

export const KINDS = {
  /** A free answer. */
  ask: plain,
  /** Something the counsellor explains (`say` in the locale), with room for what the client answered to it. */
  say: kind({ shape: {}, keys: () => ({ say: true }), findings: () => [] }),
  /** One of some options, and a free remark. */
  choose: options,
  /** Any number of the options, and a free remark. */
  checklist: options,
  /** A whole number from `min` to `max`, and a free remark. */
  scale: kind({
    shape: { scale: z.strictObject({ min: z.int(), max: z.int() }) },
    keys: () => ({ scaleMin: true, scaleMax: true }),
    findings: ({ scale }, key) => (scale.min >= scale.max ? [finding(`${key}.scale`, 'min must be below max')] : []),
  }),
  /** A day, and a free remark. */
  date: plain,
  /** A short text in each cell of rows × columns; all rows are shown together, as equals. */
  grid: kind({
    shape: { rows: z.array(Entry).min(1), columns: z.array(Entry).min(1) },
    keys: (step) => ({ rows: ofIds(step.rows), columns: ofIds(step.columns) }),
    findings: (step, key) => [
      ...duplicates(`${key}.rows`, idsOf(step.rows), 'this row'),
      ...duplicates(`${key}.columns`, idsOf(step.columns), 'this column'),
      ...neutralFindings(`${key}.rows`, step.rows),
    ],
  }),
  /** What was said, to read back to the client; the box takes corrections. */
  summary: plain,
  /** Who does what by when. */
  agreements: plain,
}
export type StepKind = keyof typeof KINDS

/** What a step's kind asks for. */
export const rulesOf = ({ kind }: { kind: StepKind }): ContentKind => KINDS[kind]

const idsOf = (entries: readonly { id: string }[]): string[] => entries.map(({ id }) => id)

export const RESIDENCE_OPTIONS = ['legal', 'onward', 'return', 'undocumented'] as const
export type ResidenceOption = (typeof RESIDENCE_OPTIONS)[number]

/** The four residence options are always shown together, as equals (TO; P-four-equal). */
function neutralFindings(key: string, entries: readonly { id: string }[]): Finding[] {
  const missing = RESIDENCE_OPTIONS.filter((option) => !entries.some(({ id }) => id === option))
  const some = missing.length > 0 && missing.length < RESIDENCE_OPTIONS.length
  return some ? [finding(key, `the four residence options always stand together: ${missing.join(', ')} missing`)] : []
}
