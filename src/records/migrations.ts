/**
 * Migrations of documents to the current model. `MIGRATIONS.client[1]` takes a client document from model 1 to model 2, and so on, one step
 * at a time, when it is read; it is written in the new model with its next change.
 */
import { DamagedFile } from './records.ts'

export type Migration = (document: Record<string, unknown>) => Record<string, unknown>
export type Migrations = Readonly<Record<DocumentKind, Readonly<Record<number, Migration>>>>
export type DocumentKind = 'client' | 'counsellor' | 'finished' | 'audit'

/** The model of each kind of document that this version writes. */
export const MODELS: Readonly<Record<DocumentKind, number>> = { client: 2, counsellor: 2, finished: 1, audit: 1 }

export const MIGRATIONS: Migrations = { client: { 1: toParts }, counsellor: { 1: withoutReplies }, finished: {}, audit: {} }

/** What model 1 stored of a turn. */
interface Replied {
  activity: string
  conversation: string
  /** The whole reply, with the client's words, and where the counsellor was from then on. */
  result?: { focus?: { run?: string; away?: true } | null }
}

/**
 * Model 1 stored whole replies for retries, and had no parts. Keeps only where each reply led, so that a retried turn is not done again.
 */
function toParts({ handled, shown, ...document }: Record<string, unknown>): Record<string, unknown> {
  const { id: client } = document
  const turns = ((handled ?? []) as Replied[]).map(({ activity, conversation, result }) => {
    const { run, away } = result?.focus ?? {}
    const next = run && !away ? { next: 'conversation.here', data: { client, run } } : { next: 'client.open', data: { client } }
    return { activity, chat: conversation, next }
  })
  const cards = (shown as { conversation: string; activities: string[] }[] | undefined)?.map(({ conversation, activities }) => ({
    chat: conversation,
    activities,
  }))
  return { ...document, parts: {}, handled: turns, ...(cards ? { shown: cards } : {}) }
}

/** Model 1 had a field for replies but stored none in it. */
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
