/**
 * Finished conversations and older audit lines: parts beside the document. Each write gets a new name and the document says which is valid,
 * so that a correction takes effect with the document's own write, or not at all.
 */
import type { KeyObject } from 'node:crypto'
import { AUDIT_KEPT } from './audit.ts'
import type { OpenClient, RecordsContext } from './context.ts'
import { idOf, nameOf } from './ids.ts'
import { NewerModel } from './migrations.ts'
import type { AuditLine, ClientDocument, FinishedRun, UserKey } from './model.ts'
import { withHidden } from './private.ts'
import { DamagedFile, type FinishedRuns, NoAccess } from './records.ts'
import { type PartLabel, readPart, sealedPart } from './sealed-part.ts'
import { clientOwner, DOCUMENT, type Place, type Sealed } from './store.ts'

/** Handled activities kept: more than a channel could still retry are useless. */
const HANDLED = 8

const labelOf = (client: string, run: string, version: number): PartLabel => ({ kind: 'finished', id: `${client}/${run}`, version })

function runName(run: string): string {
  const name = nameOf(run)
  if (!name) throw new Error('the id of a conversation is made by newId()')
  return name
}

const partOf = (run: string, version: number): string => `${runName(run)}-${version}`

const runPlace = (name: string, run: string, version: number): Place => ({ ...clientOwner(name), part: partOf(run, version) })

export interface Staged {
  finishedRuns: FinishedRuns
  /** The staged parts, to be written before the document that makes them valid. */
  parts: (key: KeyObject) => Promise<Sealed[]>
  /** Removes what the document no longer names; called once it is written. */
  removeLeftovers: () => Promise<void>
}

/**
 * Stages writes of finished conversations.
 * @param name of the client in the store
 * @param writer whose view of a finished conversation is written back: others' private notes, which they never saw, are kept
 */
export function staging(ctx: RecordsContext, name: string, draft: ClientDocument, writer?: UserKey): Staged {
  const writes = new Map<string, { run: FinishedRun; version: number; former?: number }>()
  const leftovers = new Set<string>()
  const lineOf = (run: string) => draft.finished.find((line) => line.id === run)
  const stage = (run: FinishedRun, version: number, former?: number): void => {
    if (run.client !== draft.id) throw new Error('a finished conversation belongs to its own client')
    runName(run.id)
    writes.set(run.id, { run: structuredClone(run), version, former })
  }
  const finishedRuns: FinishedRuns = {
    finish: (run) => stage(run, lineOf(run.id)?.version ?? 1),
    rewrite(run) {
      const line = lineOf(run.id)
      if (!line) throw new Error('only a finished conversation can be written again')
      const staged = writes.get(run.id)
      const old = line.version ?? 1
      if (!staged) {
        leftovers.add(partOf(run.id, old))
        draft.finished = draft.finished.map((one) => (one.id === run.id ? { ...one, version: old + 1 } : one))
      }
      stage(run, staged?.version ?? old + 1, staged ? staged.former : old)
    },
    discard(run) {
      const line = lineOf(run)
      writes.delete(run)
      leftovers.add(partOf(run, line?.version ?? 1))
      draft.finished = draft.finished.filter(({ id }) => id !== run)
    },
  }
  return {
    finishedRuns,
    async parts(key) {
      const parts: Sealed[] = []
      for (const { run, version, former } of writes.values()) {
        if (!lineOf(run.id)) throw new Error('a finished conversation is entered in `finished`')
        const before =
          former === undefined || writer === undefined
            ? undefined
            : ((await readPart(ctx.store, runPlace(name, run.id, former), key, labelOf(draft.id, run.id, former))) as FinishedRun)
        const whole = before && writer ? { ...run, notes: withHidden(run.notes, before.notes, writer) } : run
        parts.push(sealedPart(runPlace(name, run.id, version), key, labelOf(draft.id, run.id, version), whole))
      }
      return parts
    },
    async removeLeftovers() {
      // What cannot be removed now goes with the next sweep, since the document no longer names it.
      if (leftovers.size > 0) await ctx.store.remove(clientOwner(name), [...leftovers]).catch(() => {})
    },
  }
}

/** @throws NoAccess if the document has no such finished conversation; DamagedFile */
export async function readFinished(ctx: RecordsContext, open: OpenClient, document: ClientDocument, run: string): Promise<FinishedRun> {
  const line = document.finished.find(({ id }) => id === run)
  if (!line) throw new NoAccess()
  const version = line.version ?? 1
  return (await readPart(ctx.store, runPlace(open.name, run, version), open.key, labelOf(document.id, run, version))) as FinishedRun
}

const auditPlace = (name: string, from: number): Place => ({ ...clientOwner(name), part: `audit-${from}` })
const auditLabel = (client: string, from: number): PartLabel => ({ kind: 'audit', id: `${client}/${from}`, version: 1 })

/**
 * Moves older audit lines out of the draft. @returns the part they go to, to be written before the document that no longer contains them
 */
export function moveAudit(open: OpenClient, draft: ClientDocument): Sealed[] {
  const head = draft.auditHead
  if (!head || draft.audit.length < 2 * AUDIT_KEPT) return []
  const moved = draft.audit.slice(0, AUDIT_KEPT)
  draft.audit = draft.audit.slice(AUDIT_KEPT)
  draft.auditHead = { ...head, moved: head.moved + AUDIT_KEPT }
  return [sealedPart(auditPlace(open.name, head.moved), open.key, auditLabel(draft.id, head.moved), moved)]
}

/** All lines, oldest first. @throws DamagedFile */
export async function readAudit(ctx: RecordsContext, open: OpenClient, document: ClientDocument): Promise<AuditLine[]> {
  const lines: AuditLine[] = []
  for (let from = 0; from < (document.auditHead?.moved ?? 0); from += AUDIT_KEPT)
    lines.push(...((await readPart(ctx.store, auditPlace(open.name, from), open.key, auditLabel(document.id, from))) as AuditLine[]))
  return [...lines, ...document.audit]
}

/** What a part is bound to, by its name; undefined if no part has such a name. */
export function labelOfPart(client: string, part: string): PartLabel | undefined {
  const [, run, number = ''] = /^(?:audit|([0-9a-f]{32}))-(\d+)$/.exec(part) ?? []
  if (!number) return undefined
  return run ? labelOf(client, idOf(run) as string, Number(number)) : auditLabel(client, Number(number))
}

/**
 * Whether a part of a client exists and can be read; one that cannot is set aside.
 * @returns undefined if no part has such a name
 */
export async function partStands(
  { store }: Pick<RecordsContext, 'store'>,
  { name, key, id }: { name: string; key: KeyObject; id: string },
  part: string,
): Promise<boolean | undefined> {
  const label = labelOfPart(id, part)
  if (!label) return undefined
  try {
    await readPart(store, { ...clientOwner(name), part }, key, label)
    return true
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    return error instanceof NewerModel
  }
}

export function keepFew(draft: ClientDocument): void {
  if (draft.handled.length > HANDLED) draft.handled = draft.handled.slice(-HANDLED)
}

/** The names of the client's valid parts: those the document names, and the document itself. */
export function namedParts(document: ClientDocument): Set<string> {
  const runs = document.finished.flatMap(({ id, version = 1 }) => (nameOf(id) ? [partOf(id, version)] : []))
  const parts: string[] = []
  for (let from = 0; from < (document.auditHead?.moved ?? 0); from += AUDIT_KEPT) parts.push(`audit-${from}`)
  return new Set([DOCUMENT, ...runs, ...parts])
}
