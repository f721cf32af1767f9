/** Backups of the data and exports of the keys, kept apart: either one alone is useless. */
import { findClient, underClient } from '../clients.ts'
import type { RecordsContext } from '../context.ts'
import { isErased, markHolds, readMark } from '../erase.ts'
import { namedParts } from '../finished.ts'
import { idOf } from '../ids.ts'
import { DamagedFile } from '../records.ts'
import { clientOwner, counsellorOwner, documentOf, type Place, SHELVES } from '../store.ts'
import { type ArchiveFile, type ArchiveKind, type NewArchive, writeArchive } from './archive.ts'
import { type Job, type JobEvent, progress } from './job.ts'
import type { Outfile } from './outfile.ts'

/** Where an archive goes. */
export interface Destination {
  file: string
  /** Replaces whatever file stands there. */
  force?: boolean
}

const archiveOf = (ctx: RecordsContext, kind: ArchiveKind): NewArchive => ({ kind, secret: ctx.secret, at: ctx.now() })

const outfileOf = ({ dataDir, keyFile }: RecordsContext, { file: path, force }: Destination): Outfile => ({ path, force, dataDir, keyFile })

async function countOf(names: AsyncIterable<string>): Promise<number> {
  let count = 0
  for await (const _ of names) count += 1
  return count
}

/** The bytes as they are, still sealed. */
const bytesOf = (ctx: RecordsContext, place: Place): Promise<Buffer | undefined> => ctx.store.read(place, (bytes) => bytes)

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
  /** Clients whose file is damaged; not in the backup. */
  damaged: string[]
}

/**
 * Backs up all documents as stored, still encrypted. Each client's parts are copied under the client's lock, so that they belong together;
 * the server keeps working.
 */
export function backup(ctx: RecordsContext, to: Destination): Job<BackedUp> {
  return telling(async (tell) => {
    const done: BackedUp = { clients: 0, damaged: [] }
    const total = await countOf(ctx.store.keys.names('clients'))
    async function* files(): AsyncGenerator<ArchiveFile> {
      let looked = 0
      for await (const name of ctx.store.keys.names('clients')) {
        const found = await clientFiles(ctx, name).catch((error) => {
          if (!(error instanceof DamagedFile)) throw error
          done.damaged.push(idOf(name) as string)
          return []
        })
        if (found.length > 0) done.clients += 1
        yield* found
        looked += 1
        for (const event of progress(looked, Math.max(total, looked))) tell(event)
      }
      for await (const name of ctx.store.names('counsellors')) {
        const owner = counsellorOwner(name)
        const bytes = await ctx.store.lock(owner, () => bytesOf(ctx, documentOf(owner)))
        if (bytes) yield { path: `counsellors/${name}/document`, bytes }
      }
      yield* marks(ctx)
    }
    await writeArchive(outfileOf(ctx, to), archiveOf(ctx, 'backup'), files())
    return done
  })
}

/** Reads the document first, so that what goes into the backup is known to be good. */
const clientFiles = (ctx: RecordsContext, name: string): Promise<ArchiveFile[]> =>
  underClient(ctx, idOf(name) as string, async () => {
    const found = await findClient(ctx, idOf(name) as string, false)
    if (!found) return []
    const files: ArchiveFile[] = []
    for (const part of namedParts(found.document)) {
      const bytes = await bytesOf(ctx, { ...clientOwner(name), part })
      if (bytes) files.push({ path: `clients/${name}/${part}`, bytes })
    }
    return files
  })

/** Only what this store wrote there. */
async function* marks(ctx: RecordsContext): AsyncGenerator<ArchiveFile> {
  for await (const name of ctx.store.marks.names()) {
    const bytes = await readMark(ctx.store, name)
    if (bytes && markHolds(ctx.secret, name, bytes)) yield { path: `erased/${name}`, bytes }
  }
}

/** The wrapped keys. They are useless without the master key, and the backups are useless without them. Keep only the newest export. */
export function exportKeys(ctx: RecordsContext, to: Destination): Job<{ keys: number }> {
  return telling(async (tell) => {
    let keys = 0
    const total = (await countOf(ctx.store.keys.names('clients'))) + (await countOf(ctx.store.keys.names('counsellors')))
    async function* files(): AsyncGenerator<ArchiveFile> {
      yield { path: 'keys/store', bytes: (await ctx.store.keys.read('store')) as Buffer }
      for (const shelf of SHELVES)
        for await (const name of ctx.store.keys.names(shelf)) {
          const owner = { shelf, name }
          const bytes = await ctx.store.lock(owner, () => ctx.store.keys.read(owner))
          if (!bytes || (shelf === 'clients' && (await isErased(ctx, name)))) continue
          keys += 1
          yield { path: `keys/${shelf}/${name}`, bytes }
          for (const event of progress(keys, Math.max(total, keys))) tell(event)
        }
      // Last, so that it includes clients erased while this ran.
      yield* marks(ctx)
    }
    await writeArchive(outfileOf(ctx, to), archiveOf(ctx, 'keys'), files())
    return { keys }
  })
}
