/** Finished conversations: each has a file of its own, written together with the client's document. */
import type { ClientDocument, FinishedRun, Run } from '../records/model.ts'
import { change, NotInProgress, type OpenFile } from './change.ts'
import type { TurnContext } from './context.ts'
import type { Next } from './outcome.ts'
import { clientFor } from './rights.ts'

interface RunIds {
  client: string
  run: string
}

/** A run, in progress or finished. @throws NoAccess, DamagedFile, NotInProgress if it is neither */
export async function anyRun(ctx: TurnContext, ids: RunIds): Promise<{ client: ClientDocument; run: Run; finished: boolean }> {
  const client = await clientFor(ctx, ids.client, 'read')
  const run = client.runs.find((one) => one.id === ids.run)
  if (run) return { client, run, finished: false }
  if (!client.finished.some((one) => one.id === ids.run)) throw new NotInProgress(false)
  return { client, run: await ctx.records.finishedRun(ctx.user, ids.client, ids.run), finished: true }
}

/** Somebody else wrote this finished conversation between our read and our write. */
class Outdated extends Error {}

/** Give up after this many write conflicts in a row. */
const MOST_TRIES = 5

const versionOf = (client: ClientDocument, run: string): number | undefined => {
  const line = client.finished.find((one) => one.id === run)
  return line && (line.version ?? 1)
}

/**
 * Changes a run in progress or, once finished, its own file. If somebody else wrote it meanwhile, it is read again and `work` repeated.
 * @param work changes the run in place; may be called several times
 * @throws NotInProgress if it is gone, NoAccess, DamagedFile, StoreUnavailable
 */
export async function changeAnyRun(
  ctx: TurnContext,
  ids: RunIds,
  work: (file: OpenFile & { run: Run; finished: boolean }) => Next,
): Promise<Next> {
  for (let tried = 1; ; tried++) {
    const { client, run: copy, finished } = await anyRun(ctx, ids)
    const version = versionOf(client, ids.run)
    try {
      return await change(ctx, ids.client, (file) => {
        const live = file.draft.runs.find((one) => one.id === ids.run)
        if (live) return work({ ...file, run: live, finished: false })
        if (!finished || versionOf(file.draft, ids.run) !== version) throw new Outdated()
        const run = structuredClone(copy)
        const outcome = work({ ...file, run, finished: true })
        file.finishedRuns.rewrite(run as FinishedRun)
        return outcome
      })
    } catch (error) {
      if (!(error instanceof Outdated) || tried === MOST_TRIES) throw error
      ctx.files.delete(ids.client)
    }
  }
}
