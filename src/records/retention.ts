/**
 * How long a file is kept: until a number of months after the last conversation; then it is erased, whether or not its owner comes back.
 * The sweep reads every file, slowly and in the background: an index would have to stay correct for years, and nothing is read at the
 * start.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { eraseAll, findClient, permitted, underClient, writeClient } from './clients.ts'
import type { RecordsContext } from './context.ts'
import { readCounsellor } from './counsellors.ts'
import { namedParts } from './finished.ts'
import { idOf } from './ids.ts'
import type { ClientDocument, UserKey } from './model.ts'
import type { Job } from './operator/job.ts'
import { type AnyPart, partsLastUsed } from './part.ts'
import { DamagedFile, type Expiring, NoAccess } from './records.ts'
import { noted } from './sharing.ts'
import { clientOwner } from './store.ts'

/** The same day that many months later, or the last day of that month. YYYY-MM-DD in, YYYY-MM-DD out. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}

const dayOf = (instant: string): string => instant.slice(0, 10)

/** The day of the last conversation or of the last work on an instrument; if there was neither, the day the file was created. YYYY-MM-DD */
export function lastConversation(parts: readonly AnyPart[], document: ClientDocument): string {
  const running = document.runs.flatMap((run) => [
    run.started,
    ...Object.values(run.stamps).flatMap((stamps) => stamps.map(({ at }) => at)),
  ])
  const finished = document.finished.map((line) => line.finished)
  return dayOf([document.created, ...running, ...finished, ...partsLastUsed(parts, document)].toSorted().at(-1) as string)
}

/** The day the file is erased, YYYY-MM-DD. */
export function dueOf({ parts, retentionMonths }: Pick<RecordsContext, 'parts' | 'retentionMonths'>, document: ClientDocument): string {
  const due = addMonths(lastConversation(parts, document), retentionMonths)
  return document.keepUntil && document.keepUntil > due ? document.keepUntil : due
}

const today = (ctx: RecordsContext): string => dayOf(ctx.now().toISOString())

export async function expiring(ctx: RecordsContext, user: UserKey): Promise<Expiring[]> {
  const soon = addMonths(today(ctx), 1)
  const found: Expiring[] = []
  for (const { id } of (await readCounsellor(ctx, user)).clients) {
    try {
      const { document } = await underClient(ctx, id, () => permitted(ctx, user, id, 'read'))
      const due = dueOf(ctx, document)
      if (document.owner === user && due <= soon) found.push({ client: id, alias: document.alias, due })
    } catch (error) {
      if (!(error instanceof NoAccess) && !(error instanceof DamagedFile)) throw error
    }
  }
  return found.toSorted((a, b) => a.due.localeCompare(b.due))
}

export const keepLonger = (ctx: RecordsContext, user: UserKey, id: string, channel: string): Promise<string> =>
  underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, 'owner')
    document.keepUntil = addMonths(today(ctx), ctx.retentionMonths)
    noted(ctx, document, { by: user, did: 'kept-longer', channel })
    await writeClient(ctx, open, document)
    return dueOf(ctx, document)
  })

export interface Swept {
  /** Files looked at. */
  looked: number
  /** Files erased because their time was up or an earlier erasure had been interrupted. */
  erased: number
  /** Leftovers of interrupted writes removed. */
  cleaned: number
  /** Files that could not be read. */
  damaged: number
}

/** @param pause ms to wait after every 20 files, so that nobody notices the sweep */
export async function* sweep(ctx: RecordsContext, pause = 5): Job<Swept> {
  const swept: Swept = { looked: 0, erased: 0, cleaned: 0, damaged: 0 }
  for await (const name of ctx.store.keys.names('clients')) {
    swept.looked += 1
    await sweepOne(ctx, name, swept)
    if (swept.looked % 20 !== 0) continue
    await wait(pause)
    yield { progress: { done: swept.looked, total: swept.looked } }
  }
  for await (const name of ctx.store.names('clients')) await removeOrphan(ctx, name, swept)
  swept.cleaned += await ctx.store.tidy()
  return swept
}

/**
 * Sweeps regularly; the first time a while after the start.
 * @param onSwept called with what each sweep did, or why it failed; for the log
 * @param options `first`: ms until the first sweep; `every`: ms between sweeps
 * @returns a function that stops it
 */
export function sweepRegularly(
  ctx: RecordsContext,
  onSwept: (outcome: Swept | Error) => void,
  { first = 60_000, every = 86_400_000 }: { first?: number; every?: number } = {},
): () => void {
  let stopped = false
  const round = async (): Promise<void> => {
    const job = sweep(ctx)
    try {
      let step = await job.next()
      while (!step.done && !stopped) step = await job.next()
      if (step.done) onSwept(step.value)
    } catch (error) {
      if (!stopped) onSwept(error as Error)
    }
    if (!stopped) timer = setTimeout(round, every).unref()
  }
  let timer = setTimeout(round, first).unref()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

async function sweepOne(ctx: RecordsContext, name: string, swept: Swept): Promise<void> {
  const id = idOf(name) as string
  try {
    await underClient(ctx, id, async () => {
      const found = await findClient(ctx, id, false)
      const over = !found || dueOf(ctx, found.document) <= today(ctx)
      if (found && over) await eraseAll(ctx, name, { by: 'retention', channel: 'none' }, found.document)
      if (over) swept.erased += 1
      else swept.cleaned += await removeLeftovers(ctx, name, found.document)
    })
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    swept.damaged += 1
  }
}

/** Removes what an interrupted write left and what the document no longer names. @returns how many parts */
async function removeLeftovers(ctx: RecordsContext, name: string, document: ClientDocument): Promise<number> {
  const valid = namedParts(document)
  const leftovers = (await ctx.store.parts(clientOwner(name))).filter((part) => !valid.has(part))
  if (leftovers.length > 0) await ctx.store.remove(clientOwner(name), leftovers)
  return leftovers.length
}

/** Removes the bytes of a client whose key was never written or is destroyed: nobody can read them. */
async function removeOrphan(ctx: RecordsContext, name: string, swept: Swept): Promise<void> {
  const id = idOf(name) as string
  const owner = clientOwner(name)
  const wanted = async (): Promise<boolean> => ctx.making.has(id) || (await ctx.store.keys.has(owner))
  if (await wanted()) return
  await underClient(ctx, id, async () => {
    if (await wanted()) return
    swept.cleaned += (await ctx.store.parts(owner)).length
    await ctx.store.remove(owner)
  })
}
