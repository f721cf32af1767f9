/** Backups of the data and exports of the keys, kept apart: either one alone is useless. */
import { checkClient, checkCounsellor, checkedMarks, type Fault, namesOf } from '../check.ts'
import { findClient, underClient } from '../clients.ts'
import type { RecordsContext } from '../context.ts'
import { keyBytes, unwrap, wrap } from '../data-keys.ts'
import { isErased } from '../erase.ts'
import { idOf } from '../ids.ts'
import { DamagedFile } from '../records.ts'
import { KeyProblem } from '../ring.ts'
import { counsellorOwner, type KeyOwner, SHELVES, textOf } from '../store.ts'
import { type ArchiveFile, type ArchiveKind, type NewArchive, writeArchive } from './archive.ts'
import { type Job, type JobEvent, progress } from './job.ts'
import { keepOlder, type Outfile, olderOf } from './outfile.ts'
import { aloneWithKeys } from './rotate.ts'

/** Where an archive goes. */
export interface Destination {
  file: string
  /** Replaces whatever file stands there. */
  force?: boolean
}

const archiveOf = (ctx: RecordsContext, kind: ArchiveKind): NewArchive => ({ kind, secret: ctx.secret, at: ctx.now() })

const outfileOf = ({ dataDir, keyFile }: RecordsContext, { file: path, force }: Destination): Outfile => ({ path, force, dataDir, keyFile })

/** What cannot be listed is told where it is looked at. */
const ignored = (): void => {}

async function countOf(names: AsyncIterable<string>): Promise<number> {
  let count = 0
  for await (const _ of names) count += 1
  return count
}

/** Writing an archive is one promise; this yields its events while it runs. */
async function* telling<T>(work: (tell: (event: JobEvent) => void) => Promise<T>): Job<T> {
  const events: JobEvent[] = []
  let wake = (): void => {}
  let over = false
  const running = work((event) => {
    events.push(event)
    wake()
  }).finally(() => {
    over = true
    wake()
  })
  running.catch(() => {})
  while (!over || events.length > 0) {
    if (events.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
        if (over) resolve()
      })
    }
    yield* events.splice(0)
  }
  return running
}

export interface BackedUp {
  clients: number
  /** Clients of whom something is damaged, and files of counsellors that are; what does not open is not in the backup. Each is a line. */
  damaged: string[]
  /** Where the older backup went that stood there: it may have whole what is damaged now. */
  older?: string
}

/**
 * Backs up all documents as stored, still encrypted. Each client's parts are copied under the client's lock, so that they belong together;
 * the server keeps working.
 */
export function backup(ctx: RecordsContext, to: Destination): Job<BackedUp> {
  return telling(async (tell) => {
    const done: BackedUp = { clients: 0, damaged: [] }
    const total = await countOf(ctx.store.keys.names('clients', ignored))
    const report = (fault: Fault): void => {
      const whose = fault.client ?? fault.file
      if (!done.damaged.includes(whose)) done.damaged.push(whose)
      tell({ line: fault })
    }
    async function* files(): AsyncGenerator<ArchiveFile> {
      let looked = 0
      for await (const name of namesOf(ctx, 'clients', report)) {
        const found = await clientFiles(ctx, name, report)
        if (found.length > 0) done.clients += 1
        yield* found
        looked += 1
        for (const event of progress(looked, Math.max(total, looked))) tell(event)
      }
      for await (const name of namesOf(ctx, 'counsellors', report)) {
        const owner = counsellorOwner(name)
        const bytes = await ctx.store.lock(owner, () => checkCounsellor(ctx, name, report))
        if (bytes) yield { path: `counsellors/${name}/document`, bytes }
      }
      yield* marks(ctx, report)
    }
    await writeArchive(outfileOf(ctx, to), archiveOf(ctx, 'backup'), files(), async (target) => {
      if (done.damaged.length > 0 && (await keepOlder(target))) done.older = olderOf(target)
    })
    return done
  })
}

/** Everything of a client that opens: what goes into a backup is known to be good. */
const clientFiles = (ctx: RecordsContext, name: string, report: (fault: Fault) => void): Promise<ArchiveFile[]> =>
  underClient(ctx, idOf(name) as string, async () => {
    const found = await checkClient(ctx, name, report)
    if (found) return found.files.map(({ part, bytes }) => ({ path: `clients/${name}/${part}`, bytes }))
    // an interrupted erasure is finished, and what is damaged set aside where its former version opens
    const again = await findClient(ctx, idOf(name) as string, false).catch((error) => {
      if (error instanceof DamagedFile) return undefined
      throw error
    })
    if (!again) return []
    const files = (await checkClient(ctx, name, report))?.files ?? []
    return files.map(({ part, bytes }) => ({ path: `clients/${name}/${part}`, bytes }))
  })

/** Only what this store wrote there. */
async function* marks(ctx: RecordsContext, report: (fault: Fault) => void): AsyncGenerator<ArchiveFile> {
  for await (const { name, bytes } of checkedMarks(ctx, report)) yield { path: `erased/${name}`, bytes }
}

export interface ExportedKeys {
  keys: number
  /** Key files that do not open, which are not in it. */
  damaged?: string[]
}

/**
 * The wrapped keys, all with the current master key. They are useless without it, and the backups are useless without them. Keep only the
 * newest export. @throws KeyProblem while keys are rotated
 */
export function exportKeys(ctx: RecordsContext, to: Destination): Job<ExportedKeys> {
  return telling((tell) =>
    aloneWithKeys(ctx, async () => {
      const { ring } = ctx
      const done = { keys: 0, damaged: [] as string[] }
      const total =
        (await countOf(ctx.store.keys.names('clients', ignored))) + (await countOf(ctx.store.keys.names('counsellors', ignored)))
      const report = (fault: Fault): void => {
        done.damaged.push(fault.file)
        tell({ line: fault })
      }
      const wrapped = (of: KeyOwner, bytes: Buffer): Buffer => wrap(ring, textOf(of), unwrap(ring, textOf(of), bytes))
      async function* files(): AsyncGenerator<ArchiveFile> {
        yield { path: 'keys/store', bytes: wrap(ring, 'store', { data: ctx.secret }) }
        const unlisted = (file: string, fault: string): void => report({ file, fault })
        for (const shelf of SHELVES)
          for await (const name of ctx.store.keys.names(shelf, unlisted)) {
            const owner = { shelf, name }
            const path = `keys/${textOf(owner)}`
            try {
              const bytes = await ctx.store.lock(owner, () => keyBytes(ctx.store.keys, owner))
              if (!bytes || (shelf === 'clients' && (await isErased(ctx, name)))) continue
              yield { path, bytes: wrapped(owner, bytes) }
              done.keys += 1
            } catch (error) {
              if (!(error instanceof DamagedFile || error instanceof KeyProblem)) throw error
              report({ file: path, fault: error.message })
            }
            for (const event of progress(done.keys, Math.max(total, done.keys))) tell(event)
          }
        // Last, so that it includes clients erased while this ran.
        yield* marks(ctx, report)
      }
      await writeArchive(outfileOf(ctx, to), archiveOf(ctx, 'keys'), files(), async (target) => {
        if (done.damaged.length > 0) await keepOlder(target)
      })
      return { keys: done.keys, ...(done.damaged.length > 0 ? { damaged: done.damaged } : {}) }
    }),
  )
}
