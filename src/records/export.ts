/** Everything held about one person, to hand to that person. */

import type { OpenClient, RecordsContext } from './context.ts'
import { readAudit, readFinished } from './finished.ts'
import type { ClientDocument, FinishedRun } from './model.ts'
import type { Viewer } from './part.ts'
import { runWithoutPrivate, withoutPrivate } from './private.ts'
import type { ClientExport } from './records.ts'
import { dueOf } from './retention.ts'

/** The caller holds the client's lock. @param viewer whose private notes go along @throws DamagedFile */
export async function exported(ctx: RecordsContext, open: OpenClient, document: ClientDocument, viewer: Viewer): Promise<ClientExport> {
  const { handled: _handled, audit: _audit, auditHead: _head, ...file } = withoutPrivate(ctx.parts, document, viewer)
  const finished: FinishedRun[] = []
  for (const { id } of document.finished) {
    const run = await readFinished(ctx, open, document, id)
    finished.push(runWithoutPrivate(run, viewer))
  }
  return {
    exported: ctx.now().toISOString(),
    file,
    finished,
    audit: await readAudit(ctx, open, document),
    due: dueOf(ctx, document),
  }
}
