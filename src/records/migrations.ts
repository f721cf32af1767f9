/**
 * How documents of an earlier model are brought forward. `MIGRATIONS.client[1]` takes a client document of model 1 to model 2, and so on,
 * one step at a time, when the file is read; it is written in the new model with the next change.
 */
import { DamagedFile } from './records.ts'

export type Migration = (document: Record<string, unknown>) => Record<string, unknown>
export type Migrations = Readonly<Record<DocumentKind, Readonly<Record<number, Migration>>>>
export type DocumentKind = 'client' | 'counsellor' | 'finished' | 'audit'

/** The models this version writes. */
export const MODELS: Readonly<Record<DocumentKind, number>> = { client: 2, counsellor: 2, finished: 1, audit: 1 }

export const MIGRATIONS: Migrations = { client: { 1: toParts }, counsellor: { 1: withoutReplies }, finished: {}, audit: {} }

/** Model 1 kept whole replies for a retry, words of the client among them, and knew no parts. */
function toParts({ handled: _replies, shown, ...document }: Record<string, unknown>): Record<string, unknown> {
  const cards = (shown as { conversation: string; activities: string[] }[] | undefined)?.map(({ conversation, activities }) => ({
    chat: conversation,
    activities,
  }))
  return { ...document, parts: {}, handled: [], ...(cards ? { shown: cards } : {}) }
}

/** Model 1 had room for replies, and kept none in it. */
function withoutReplies({ handled: _replies, ...own }: Record<string, unknown>): Record<string, unknown> {
  return own
}

/** A file written by a newer version of the program. It is left as it is. */
export class NewerModel extends DamagedFile {
  override name = 'NewerModel'
}

/** @throws NewerModel */
export function broughtForward(kind: DocumentKind, model: number, document: unknown, models = MODELS, migrations = MIGRATIONS): unknown {
  if (model > models[kind])
    throw new NewerModel(
      `a ${kind} file was written by a newer version of Wegwijzer (model ${model}, known here: ${models[kind]}); it was left as it is`,
    )
  let current = document
  for (let at = model; at < models[kind]; at += 1) {
    const migrate = migrations[kind][at]
    if (!migrate) throw new DamagedFile(`a ${kind} file has model ${at}, which no version of Wegwijzer wrote`)
    current = { ...migrate(current as Record<string, unknown>), model: at + 1 }
  }
  return current
}
