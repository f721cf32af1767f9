/**
 * Finished conversations and older audit lines: files of their own beside the document. Each writing has a name of its own and the document
 * says which one is valid, so that a correction happens with the document's own write, or not at all.
 */
import type { KeyObject } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { AUDIT_KEPT } from './audit.ts'
import type { OpenClient, RecordsContext } from './context.ts'
import { syncFolder } from './files/durable.ts'
import { type BlobLabel, readBlob, writeBlob } from './files/sealed-blob.ts'
import { nameOf } from './ids.ts'
import type { AuditLine, ClientDocument, FinishedRun, UserKey } from './model.ts'
import { withHidden } from './private.ts'
import { type Change, NoAccess } from './records.ts'

/** More handled activities than a channel could still send again are of no use, and each holds a reply. */
const HANDLED = 8

const labelOf = (client: string, run: string, version: number): BlobLabel => ({ kind: 'finished', id: `${client}/${run}`, version })

function runName(run: string): string {
  const name = nameOf(run)
  if (!name) throw new Error('the id of a conversation is made by newId()')
  return name
}

export interface Staged {
  tools: Change
  /** Writes what was staged. @returns what is to be done once the document is written: taking away what it no longer names */
  write: (key: KeyObject) => Promise<() => Promise<void>>
}

/**
 * @param name of the client on disk
 * @param writer whose view of a finished conversation is written again: the private notes of others, which they never saw, stay
 */
export function staging(ctx: RecordsContext, name: string, draft: ClientDocument, writer?: UserKey): Staged {
  const writes = new Map<string, { run: FinishedRun; version: number; former?: number }>()
  const leftovers = new Set<string>()
  const pathOf = (run: string, version: number): string => ctx.layout.finished(name, runName(run), version)
  const lineOf = (run: string) => draft.finished.find((line) => line.id === run)
  const stage = (run: FinishedRun, version: number, former?: number): void => {
    if (run.client !== draft.id) throw new Error('a finished conversation belongs to its own client')
    runName(run.id)
    writes.set(run.id, { run: structuredClone(run), version, ...(former === undefined ? {} : { former }) })
  }
  const tools: Change = {
    finish: (run) => stage(run, lineOf(run.id)?.version ?? 1),
    rewrite(run) {
      const line = lineOf(run.id)
      if (!line) throw new Error('only a finished conversation can be written again')
      const staged = writes.get(run.id)
      const old = line.version ?? 1
      if (!staged) {
        leftovers.add(pathOf(run.id, old))
        draft.finished = draft.finished.map((one) => (one.id === run.id ? { ...one, version: old + 1 } : one))
      }
      stage(run, staged?.version ?? old + 1, staged ? staged.former : old)
    },
    discard(run) {
      const line = lineOf(run)
      writes.delete(run)
      leftovers.add(pathOf(run, line?.version ?? 1))
      draft.finished = draft.finished.filter(({ id }) => id !== run)
    },
  }
  return {
    tools,
    async write(key) {
      for (const { run, version, former } of writes.values()) {
        if (!lineOf(run.id)) throw new Error('a finished conversation is entered in `finished`')
        const before =
          former === undefined || writer === undefined
            ? undefined
            : ((await readBlob(ctx, pathOf(run.id, former), key, labelOf(draft.id, run.id, former))) as FinishedRun)
        const whole = before && writer ? { ...run, notes: withHidden(run.notes, before.notes, writer) } : run
        await writeBlob(pathOf(run.id, version), key, labelOf(draft.id, run.id, version), whole)
      }
      return async () => {
        if (leftovers.size === 0) return
        // What could not be taken away now goes with the next sweep: the document no longer names it.
        for (const path of leftovers) await rm(path, { force: true }).catch(() => {})
        await syncFolder(ctx.layout.folder('clients', name)).catch(() => {})
      }
    },
  }
}

/** @throws NoAccess when the document knows no such finished conversation; DamagedFile */
export async function readFinished(ctx: RecordsContext, open: OpenClient, document: ClientDocument, run: string): Promise<FinishedRun> {
  const line = document.finished.find(({ id }) => id === run)
  if (!line) throw new NoAccess()
  const version = line.version ?? 1
  return (await readBlob(
    ctx,
    ctx.layout.finished(open.name, runName(run), version),
    open.key,
    labelOf(document.id, run, version),
  )) as FinishedRun
}

const partLabel = (client: string, from: number): BlobLabel => ({ kind: 'audit', id: `${client}/${from}`, version: 1 })

/** Older audit lines go to a file of their own, written before the document that no longer holds them. */
export async function moveAudit(ctx: RecordsContext, open: OpenClient, draft: ClientDocument): Promise<void> {
  const head = draft.auditHead
  if (!head || draft.audit.length < 2 * AUDIT_KEPT) return
  const moved = draft.audit.slice(0, AUDIT_KEPT)
  await writeBlob(ctx.layout.auditPart(open.name, head.moved), open.key, partLabel(draft.id, head.moved), moved)
  draft.audit = draft.audit.slice(AUDIT_KEPT)
  draft.auditHead = { ...head, moved: head.moved + AUDIT_KEPT }
}

/** All lines, oldest first. @throws DamagedFile */
export async function readAudit(ctx: RecordsContext, open: OpenClient, document: ClientDocument): Promise<AuditLine[]> {
  const lines: AuditLine[] = []
  for (let from = 0; from < (document.auditHead?.moved ?? 0); from += AUDIT_KEPT)
    lines.push(...((await readBlob(ctx, ctx.layout.auditPart(open.name, from), open.key, partLabel(document.id, from))) as AuditLine[]))
  return [...lines, ...document.audit]
}

export function keepFew(draft: ClientDocument): void {
  if (draft.handled.length > HANDLED) draft.handled = draft.handled.slice(-HANDLED)
}

/** Names of the files in a client's folder that its document names. */
export function namedFiles(document: ClientDocument): Set<string> {
  const runs = document.finished
    .flatMap((line) => nameOf(line.id) ?? [])
    .map((name, index) => `${name}-${document.finished[index]?.version ?? 1}`)
  const parts: string[] = []
  for (let from = 0; from < (document.auditHead?.moved ?? 0); from += AUDIT_KEPT) parts.push(`audit-${from}`)
  return new Set(['document', 'document.former', ...runs, ...parts])
}
