/** Reads everything, or one archive, and says what is whole. Changes nothing. */
import { isAbsolute } from 'node:path'
import { auditFaultOf, checkClient, checkCounsellor, checkFormer, checkMarks, type Fault, namesOf } from '../check.ts'
import { underClient } from '../clients.ts'
import type { RecordsContext } from '../context.ts'
import { mayBeErased } from '../erase.ts'
import { loadKeyFile } from '../files/key-file.ts'
import { idOf } from '../ids.ts'
import { KeyProblem } from '../ring.ts'
import { clientOwner, counsellorOwner } from '../store.ts'
import { type ArchiveKind, ArchiveProblem, kindOf, openArchive } from './archive.ts'
import { type Job, progress } from './job.ts'

export interface Verified {
  clients: number
  /** Files of clients that open: documents, finished conversations, older audit lines. */
  files: number
  /** Audit lines. */
  lines: number
  counsellors: number
  marks: number
  /** What is not whole; each is a line. */
  faults: number
  /** What is known of the archive that was named. */
  archive?: { kind: ArchiveKind; at: string; files: number; sealed: boolean }
}

/** @param archive the whole path of a backup or keys export of this store @throws FileProblem if it cannot be read at all */
export async function* verify(ctx: RecordsContext, archive?: string): Job<Verified> {
  const done: Verified = { clients: 0, files: 0, lines: 0, counsellors: 0, marks: 0, faults: 0 }
  const faults: Fault[] = []
  const report = (fault: Fault): void => {
    done.faults += 1
    faults.push(fault)
  }
  const told = (): { line: Fault }[] => faults.splice(0).map((line) => ({ line }))
  if (archive !== undefined) {
    if (!isAbsolute(archive)) throw new TypeError('the whole path of the file is needed')
    await verifyArchive(ctx, archive, done, report)
    yield* told()
    return done
  }
  await checkKeyFile(ctx, report)
  done.marks = await checkMarks(ctx, report)
  yield* told()
  for await (const name of namesOf(ctx, 'clients', report)) {
    yield* told()
    const found = await underClient(ctx, idOf(name) as string, () => checkClient(ctx, name, report))
    if (found) {
      done.files += found.files.length
      done.lines += found.lines.length
      // a part that is missing has been reported already
      if (faults.length === 0) for (const fault of auditFaultOf(found)) report(fault)
      await underClient(ctx, idOf(name) as string, () => checkFormer(ctx, name, report))
    } else if (faults.length === 0) await checkBegun(ctx, name, report)
    done.clients += Number(found !== undefined || faults.length > 0)
    yield* told()
    yield* progress(done.clients, 0)
  }
  for await (const name of namesOf(ctx, 'counsellors', report)) {
    done.counsellors += 1
    await ctx.store.lock(counsellorOwner(name), () => checkCounsellor(ctx, name, report))
    yield* told()
  }
  yield* told()
  return done
}

/** What a client leaves that was just begun is a first document without a key, and so is one whose key was lost at once. */
async function checkBegun(ctx: RecordsContext, name: string, report: (fault: Fault) => void): Promise<void> {
  const client = idOf(name) as string
  if ((await ctx.store.keys.has(clientOwner(name))) || ctx.making.has(client) || (await mayBeErased(ctx, name))) return
  report({ client, file: `keys/clients/${name}`, fault: 'there is a file without a key: it was just begun, or its key is lost' })
}

/** Whether the key file still holds the keys that are in use: otherwise the next start fails. */
async function checkKeyFile({ keyFile, ring, dataDir = '' }: RecordsContext, report: (fault: Fault) => void): Promise<void> {
  if (!keyFile) return
  try {
    const here = await loadKeyFile(keyFile, dataDir, false)
    for (const key of ring.keys.keys())
      if (!here.keys.has(key)) report({ file: keyFile, fault: `it does not hold the master key in use (${key})` })
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error
    report({ file: keyFile, fault: error.message })
  }
}

async function verifyArchive(ctx: RecordsContext, path: string, done: Verified, report: (fault: Fault) => void): Promise<void> {
  try {
    const kind = await kindOf(path)
    const archive = await openArchive(path, kind, { secret: async () => ctx.secret, unsealed: true })
    await archive.close()
    const { head, files } = archive
    done.archive = { kind, at: head.at, files, sealed: head.format > 1 }
    if (head.format === 1)
      report({ file: path, fault: 'it was made by an earlier version, without a seal: whether it was altered nobody can tell' })
  } catch (error) {
    if (!(error instanceof ArchiveProblem)) throw error
    report({ file: path, fault: error.message })
  }
}
