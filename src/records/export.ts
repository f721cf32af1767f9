/** Everything held about one person, to hand to that person. */

import type { OpenClient, RecordsContext } from './context.ts'
import { readAudit, readFinished } from './finished.ts'
import { NewerModel } from './migrations.ts'
import type { ClientDocument, FinishedRun } from './model.ts'
import type { Viewer } from './part.ts'
import { runWithoutPrivate, withoutPrivate } from './private.ts'
import { type ClientExport, DamagedFile } from './records.ts'
import { dueOf } from './retention.ts'

/**
 * Everything that can be read, and the names of what cannot: one damaged conversation does not keep the others from the client. The caller
 * holds the client's lock. @param viewer whose private notes go along @throws NewerModel
 */
export async function exported(ctx: RecordsContext, open: OpenClient, document: ClientDocument, viewer: Viewer): Promise<ClientExport> {
  const { handled: _handled, audit: _audit, auditHead: _head, ...file } = withoutPrivate(ctx.parts, document, viewer)
  const finished: FinishedRun[] = []
  const unreadable: NonNullable<ClientExport['unreadable']> = { finished: [], audit: false }
  for (const line of document.finished) {
    const run = await orNothing(readFinished(ctx, open, document, line.id))
    if (run) finished.push(runWithoutPrivate(run, viewer))
    else unreadable.finished.push(line)
  }
  const audit = await orNothing(readAudit(ctx, open, document))
  unreadable.audit = !audit
  return {
    exported: ctx.now().toISOString(),
    file,
    finished,
    audit: audit ?? document.audit,
    ...(unreadable.audit || unreadable.finished.length > 0 ? { unreadable } : {}),
    due: dueOf(ctx, document),
  }
}

/** @returns undefined if it is damaged or gone */
async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof DamagedFile) || error instanceof NewerModel) throw error
    return undefined
  }
}
