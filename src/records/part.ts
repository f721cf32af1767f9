/**
 * A feature's own part of a client's file. The records store it without looking inside, and call these functions for what they owe the
 * client.
 */
import type { z } from 'zod'
import { NewerModel } from './migrations.ts'
import type { ClientDocument, UserKey } from './model.ts'
import { DamagedFile } from './records.ts'

/** Whose private notes are shown: one counsellor's, everybody's (to the operator, when ticked), or nobody's. */
export type Viewer = UserKey | 'all' | undefined

export interface Part<T> {
  /** Its key in the file: `parts.ladder`. Never changes while files exist. */
  name: string
  /** Raised when `shape` changes; `migrations[1]` takes model 1 to model 2. */
  model: number
  shape: z.ZodType<T>
  migrations: Readonly<Record<number, (older: unknown) => unknown>>
  empty: T
  /** A copy with `change` applied to every text a person typed: to mask, to count, to look for words of crisis. */
  mapTexts(value: T, change: (text: string) => string): T
  /** What this viewer may see of it: a colleague, the receiver of a handover, an export. */
  visibleTo(value: T, viewer: Viewer): T
  /** ISO instant when it was last worked on with the client; the retention period counts from it. */
  lastUsed(value: T): string | undefined
}

/** A part whose type does not matter here. */
// biome-ignore lint/suspicious/noExplicitAny: only its own functions look inside
export type AnyPart = Part<any>

/** The part's value in this file, migrated to the current model. @throws NewerModel, DamagedFile */
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

/** Sets the part's value in the draft of a file. */
export function putPart<T>(part: Part<T>, draft: Pick<ClientDocument, 'parts'>, value: T): void {
  draft.parts = { ...draft.parts, [part.name]: { model: part.model, value } }
}

/** The parts as this viewer may see them. A part of a feature unknown to this version is shown to nobody and stays in the file. */
export const partsVisibleTo = (parts: readonly AnyPart[], file: Pick<ClientDocument, 'parts'>, viewer: Viewer): ClientDocument['parts'] =>
  Object.fromEntries(
    parts
      .filter(({ name }) => file.parts[name])
      .map((part) => [part.name, { model: part.model, value: part.visibleTo(partOf(part, file), viewer) }]),
  )

/** ISO instants when the parts of this file were last worked on. */
export const partsLastUsed = (parts: readonly AnyPart[], file: Pick<ClientDocument, 'parts'>): string[] =>
  parts.flatMap((part) => part.lastUsed(partOf(part, file)) ?? [])
