/**
 * How long a file is kept: until a number of months after the last conversation; then it is erased, whether or not its owner comes back.
 * The sweep reads every file, slowly and in the background: an index would have to stay correct for years, and nothing is read at the
 * start.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { dayOf } from '../content/days.ts'
import { checkClient, checkCounsellor, checkMarks, type Fault, keyIsLost, namesOf } from './check.ts'
import { eraseAll, findClient, permitted, underClient, writeClient } from './clients.ts'
import type { RecordsContext } from './context.ts'
import { readCounsellor } from './counsellors.ts'
import { lastSweep, noteSweep } from './diary.ts'
import { type Due, decide } from './due.ts'
import { namedParts } from './finished.ts'
import { idOf } from './ids.ts'
import type { ClientDocument, UserKey } from './model.ts'
import type { Job } from './operator/job.ts'
import { type AnyPart, partsLastUsed } from './part.ts'
import { DamagedFile, type Expiring, NoAccess, StoreUnavailable } from './records.ts'
import { noted } from './sharing.ts'
import { clientOwner, counsellorOwner } from './store.ts'

/** The same day that many months later, or the last day of that month. YYYY-MM-DD in, YYYY-MM-DD out. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}

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
  /** Whatever could not be read, of clients, counsellors and keys. */
  damaged: number
  /** Files whose time is up by the clock and that nevertheless wait for `npx wegwijzer sweep --yes`. */
  waiting?: {
    clients: { id: string; due: string }[]
    why: string
  }
}

/**
 * Erases the files whose time is up, finishes interrupted erasures, removes what interrupted writes left, and opens everything; each fault
 * is a line.
 * @param pause ms to wait after every 20 files, so that nobody notices the sweep
 * @param yes also erases what would otherwise wait until somebody looks: see `due.ts`
 */
export async function* sweep(ctx: RecordsContext, pause = 5, { yes = false } = {}): Job<Swept> {
  const swept: Swept = { looked: 0, erased: 0, cleaned: 0, damaged: 0 }
  const faults: Fault[] = []
  const report = (fault: Fault): void => {
    swept.damaged += 1
    faults.push(fault)
  }
  const told = (): { line: Fault }[] => faults.splice(0).map((line) => ({ line }))
  const due: Due[] = []
  let touched: string | undefined
  const unlisted = (file: string, fault: string): void => report({ file, fault })
  for await (const name of ctx.store.keys.names('clients', unlisted)) {
    swept.looked += 1
    const document = await apart(ctx, name, report, () => lookAtOne(ctx, name, swept, report))
    if (document) {
      const day = dueOf(ctx, document)
      if (day <= today(ctx)) due.push({ name, due: day })
      touched = later(touched, dayOf(document.touched), lastConversation(ctx.parts, document))
    }
    yield* told()
    if (swept.looked % 20 !== 0) continue
    await wait(pause)
    yield { progress: { done: swept.looked, total: swept.looked } }
  }
  await eraseDue(ctx, due, swept, { yes, touched }, report)
  for await (const name of ctx.store.names('clients', unlisted))
    await apart(ctx, name, report, () => removeOrphan(ctx, name, swept, report))
  for await (const name of namesOf(ctx, 'counsellors', report))
    await ctx.store.lock(counsellorOwner(name), () => checkCounsellor(ctx, name, report))
  await checkMarks(ctx, report)
  yield* told()
  swept.cleaned += await ctx.store.tidy()
  return swept
}

/** What cannot be done for one client, in a store that can otherwise be written, is reported, and the others have their turn. */
async function apart<T>(ctx: RecordsContext, name: string, report: (fault: Fault) => void, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DamagedFile || (error instanceof StoreUnavailable && (await ctx.store.ready())))) throw error
    report({ client: idOf(name), file: `clients/${name}`, fault: error.message })
    return undefined
  }
}

const later = (...days: (string | undefined)[]): string | undefined => days.toSorted().findLast((day) => day !== undefined)

async function eraseDue(
  ctx: RecordsContext,
  due: readonly Due[],
  swept: Swept,
  { yes, touched }: { yes: boolean; touched: string | undefined },
  report: (fault: Fault) => void,
): Promise<void> {
  const day = today(ctx)
  const months = ctx.retentionMonths
  const asked = decide(due, { today: day, months, last: await lastSweep(ctx), touched, files: swept.looked })
  const { go, wait: waits, why, note } = yes ? { go: due, wait: [], note: true } : asked
  for (const { name } of go) await apart(ctx, name, report, () => eraseIfDue(ctx, name, swept))
  if (why !== undefined && waits.length > 0)
    swept.waiting = { clients: waits.map((one) => ({ id: idOf(one.name) as string, due: one.due })), why }
  if (note) await noteSweep(ctx, { day, months })
}

/** Again under the lock: somebody may have talked with them meanwhile. */
async function eraseIfDue(ctx: RecordsContext, name: string, swept: Swept): Promise<void> {
  const id = idOf(name) as string
  await underClient(ctx, id, async () => {
    const found = await findClient(ctx, id, false)
    if (!found || dueOf(ctx, found.document) > today(ctx)) return
    await eraseAll(ctx, name, { by: 'retention', channel: 'none' }, found.document)
    swept.erased += 1
  })
}

/**
 * Sweeps regularly; the first time a while after the start.
 * @param onSwept called with what each sweep did, or why it failed, and with what it found damaged; for the log
 * @param options `first`: ms until the first sweep; `every`: ms between sweeps
 * @returns a function that stops it
 */
export function sweepRegularly(
  ctx: RecordsContext,
  onSwept: (outcome: Swept | Error, faults: Fault[]) => void,
  { first = 60_000, every = 86_400_000 }: { first?: number; every?: number } = {},
): () => void {
  let stopped = false
  const round = async (): Promise<void> => {
    const job = sweep(ctx)
    const faults: Fault[] = []
    try {
      let step = await job.next()
      for (; !step.done && !stopped; step = await job.next()) if ('line' in step.value) faults.push(step.value.line as Fault)
      if (step.done) onSwept(step.value, faults)
    } catch (error) {
      if (!stopped) onSwept(error as Error, faults)
    }
    if (!stopped) timer = setTimeout(round, every).unref()
  }
  let timer = setTimeout(round, first).unref()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

/** @returns the document; undefined if it cannot be read, or an erasure that was interrupted is now finished */
async function lookAtOne(
  ctx: RecordsContext,
  name: string,
  swept: Swept,
  report: (fault: Fault) => void,
): Promise<ClientDocument | undefined> {
  const id = idOf(name) as string
  return underClient(ctx, id, async () => {
    // before it is read in the usual way, which sets damaged files aside
    await checkClient(ctx, name, report)
    const found = await findClient(ctx, id, false).catch((error) => {
      // reported above
      if (error instanceof DamagedFile) return 'damaged' as const
      throw error
    })
    if (found === 'damaged') return undefined
    if (!found) {
      swept.erased += 1
      return undefined
    }
    swept.cleaned += await removeLeftovers(ctx, name, found.document)
    return found.document
  })
}

/**
 * Removes what an interrupted write left and what the document no longer names. Not beside a document that was brought back from before its
 * last change: what it does not name may be all that is left of that change. @returns how many parts
 */
async function removeLeftovers(ctx: RecordsContext, name: string, document: ClientDocument): Promise<number> {
  if (await ctx.store.recovered(clientOwner(name))) return 0
  const valid = namedParts(document)
  const leftovers = (await ctx.store.parts(clientOwner(name))).filter((part) => !valid.has(part))
  if (leftovers.length > 0) await ctx.store.remove(clientOwner(name), leftovers)
  return leftovers.length
}

/**
 * Removes the bytes of a client whose key was never written or is destroyed: nobody can read them. If it was once written, was not erased
 * and the key is nevertheless gone, that is damage: an export of the keys may still have it.
 */
async function removeOrphan(ctx: RecordsContext, name: string, swept: Swept, report: (fault: Fault) => void): Promise<void> {
  const id = idOf(name) as string
  const owner = clientOwner(name)
  const wanted = async (): Promise<boolean> => ctx.making.has(id) || (await ctx.store.keys.has(owner))
  if (await wanted()) return
  await underClient(ctx, id, async () => {
    if (await wanted()) return
    if (await keyIsLost(ctx, name, report)) return
    swept.cleaned += (await ctx.store.parts(owner)).length
    await ctx.store.remove(owner)
  })
}
