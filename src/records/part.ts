/** A feature's own part of a client's file: the records keep it without looking inside, and ask it for its duties. */
import type { z } from 'zod'
import { NewerModel } from './migrations.ts'
import type { ClientDocument, UserKey } from './model.ts'
import { DamagedFile } from './records.ts'

/** Whose private words are shown: one counsellor's own, everybody's (to the operator, with a tick), or nobody's. */
export type Viewer = UserKey | 'all' | undefined

export interface Part<T> {
  /** Its place in the file: `parts.ladder`. Stable for as long as files exist. */
  name: string
  /** Raised when `shape` changes; `migrations[1]` takes model 1 to 2. */
  model: number
  shape: z.ZodType<T>
  migrations: Readonly<Record<number, (older: unknown) => unknown>>
  empty: T
  /** The same value with every text that a person typed put through `change`: to mask, to count, to look for words of crisis. */
  mapTexts(value: T, change: (text: string) => string): T
  /** What this viewer may see of it: colleagues, the receiver of a handover, an export. */
  visibleTo(value: T, viewer: Viewer): T
  /** ISO instant it was last worked on with the client: the retention period counts from there. */
  lastUsed(value: T): string | undefined
}

/** A part whose type is nobody's business here. */
// biome-ignore lint/suspicious/noExplicitAny: only its own functions look inside
export type AnyPart = Part<any>

/** The value of a part in this file, brought forward to today's model. @throws NewerModel, DamagedFile */
export function partOf<T>(part: Part<T>, file: Pick<ClientDocument, 'parts'>): T {
  const kept = file.parts[part.name]
  if (!kept) return structuredClone(part.empty)
  if (kept.model > part.model)
    throw new NewerModel(`the part “${part.name}” of a client file was written by a newer version of Wegwijzer; it was left as it is`)
  let value = kept.value
  for (let model = kept.model; model < part.model; model++) {
    const migrate = part.migrations[model]
    if (!migrate) throw new DamagedFile(`the part “${part.name}” of a client file has model ${model}, which no version of Wegwijzer wrote`)
    value = migrate(value)
  }
  const parsed = part.shape.safeParse(value)
  if (!parsed.success) throw new DamagedFile(`the part “${part.name}” of a client file does not have its shape`)
  return parsed.data
}

/** Puts a value in its place in the draft of a file. */
export function putPart<T>(part: Part<T>, draft: Pick<ClientDocument, 'parts'>, value: T): void {
  draft.parts = { ...draft.parts, [part.name]: { model: part.model, value } }
}

/** The parts as this viewer may see them. A part of a feature that this version does not know is shown to nobody, and stays in the file. */
export const partsVisibleTo = (parts: readonly AnyPart[], file: Pick<ClientDocument, 'parts'>, viewer: Viewer): ClientDocument['parts'] =>
  Object.fromEntries(
    parts
      .filter(({ name }) => file.parts[name])
      .map((part) => [part.name, { model: part.model, value: part.visibleTo(partOf(part, file), viewer) }]),
  )

/** ISO instants at which the parts of this file were last worked on. */
export const partsLastUsed = (parts: readonly AnyPart[], file: Pick<ClientDocument, 'parts'>): string[] =>
  parts.flatMap((part) => part.lastUsed(partOf(part, file)) ?? [])
