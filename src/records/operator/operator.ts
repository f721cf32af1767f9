/** What an operator with the key may do on the machine: jobs by name, run here or by the running server on behalf of the command line. */
import { isAbsolute } from 'node:path'
import { auditFault } from '../audit.ts'
import { eraseAll, findClient, underClient, writeClient } from '../clients.ts'
import type { OpenClient, RecordsContext } from '../context.ts'
import { erasures } from '../erase.ts'
import { exported } from '../export.ts'
import { readAudit } from '../finished.ts'
import { idOf, nameOf } from '../ids.ts'
import type { AuditLine, ClientDocument } from '../model.ts'
import { type ClientExport, DamagedFile, NoAccess } from '../records.ts'
import { dueOf, type Swept, sweep } from '../retention.ts'
import { noted } from '../sharing.ts'
import type { Unlisted } from '../store.ts'
import { type BackedUp, backup, type Destination, type ExportedKeys, exportKeys } from './backup.ts'
import { type Job, progress } from './job.ts'
import { type Rotated, rotateKeys } from './rotate.ts'
import { type Verified, verify } from './verify.ts'

const OPERATOR = 'operator'
const CHANNEL = 'command line'

/** A client as `npx wegwijzer clients` shows it. */
export interface ClientSummary {
  id: string
  alias?: string
  owner?: string
  created?: string
  touched?: string
  /** Conversations in progress and finished. */
  conversations?: number
  /** The day the retention period ends and it is erased, YYYY-MM-DD. */
  due?: string
  /** The file cannot be read. */
  damaged?: string
}

export interface AuditFault {
  client: string
  fault: string
}

async function* allNames(
  ctx: RecordsContext,
  unlisted: Unlisted = () => {},
): AsyncGenerator<{ name: string; done: number; total: number }> {
  let total = 0
  for await (const _ of ctx.store.keys.names('clients', () => {})) total += 1
  let done = 0
  for await (const name of ctx.store.keys.names('clients', unlisted)) {
    done += 1
    yield { name, done, total: Math.max(total, done) }
  }
}

/** Works on one client's file under its lock; undefined if it is gone. */
const withClient = <T>(
  ctx: RecordsContext,
  id: string,
  work: (open: OpenClient, document: ClientDocument) => Promise<T>,
): Promise<T | undefined> =>
  underClient(ctx, id, async () => {
    const found = await findClient(ctx, id, false)
    return found ? work(found.open, found.document) : undefined
  })

async function* clients(ctx: RecordsContext): Job<number> {
  let count = 0
  const closed: ClientSummary[] = []
  for await (const { name, done, total } of allNames(ctx, (id, damaged) => closed.push({ id, damaged }))) {
    const line = await summary(ctx, idOf(name) as string)
    if (line) {
      count += 1
      yield { line }
    }
    yield* progress(done, total)
  }
  for (const line of closed) yield { line }
  return count
}

async function summary(ctx: RecordsContext, id: string): Promise<ClientSummary | undefined> {
  try {
    return await withClient(ctx, id, async (_, document) => {
      const { alias, owner, created, touched, runs, finished } = document
      return {
        id,
        alias,
        owner,
        created,
        touched,
        conversations: runs.length + finished.length,
        due: dueOf(ctx, document),
      }
    })
  } catch (error) {
    if (error instanceof DamagedFile) return { id, damaged: error.message }
    throw error
  }
}

/** @throws NoAccess if there is no such client */
async function* exportOne(ctx: RecordsContext, id: string, withPrivate: boolean): Job<ClientExport> {
  const found = await withClient(ctx, id, async (open, document) => {
    noted(ctx, document, { by: OPERATOR, did: 'exported', channel: CHANNEL })
    await writeClient(ctx, open, document)
    return exported(ctx, open, document, withPrivate ? 'all' : undefined)
  })
  if (!found) throw new NoAccess()
  return found
}

/** Erases a client, even if its file is damaged. @throws NoAccess if there is no such client */
async function* eraseOne(ctx: RecordsContext, id: string): Job<{ erased: string }> {
  const name = nameOf(id)
  if (!name) throw new NoAccess()
  await underClient(ctx, id, async () => {
    const found = await findClient(ctx, id, false).catch((error) => {
      if (error instanceof DamagedFile) return 'damaged' as const
      throw error
    })
    if (!found) throw new NoAccess()
    const erasure = { by: OPERATOR, channel: CHANNEL } as const
    await eraseAll(ctx, name, erasure, found === 'damaged' ? undefined : found.document)
  })
  return { erased: id }
}

/** Audit lines of one client, or of all; for erased clients, that they were erased. Of all, also whose lines cannot be read. */
async function* auditLines(ctx: RecordsContext, id?: string): Job<number> {
  let count = 0
  const closed: AuditFault[] = []
  const unread = (client: string, fault: string): void => void closed.push({ client, fault })
  const linesOf = async (one: string): Promise<AuditLine[] | undefined> =>
    withClient(ctx, one, (open, document) => readAudit(ctx, open, document)).catch((error) => {
      if (id || !(error instanceof DamagedFile)) throw error
      unread(one, error.message)
      return undefined
    })
  if (id) {
    const lines = await linesOf(id)
    for (const line of lines ?? []) yield { line: { client: id, ...line } }
    count = lines?.length ?? 0
    if (lines) return count
  } else
    for await (const { name, done, total } of allNames(ctx, unread)) {
      const one = idOf(name) as string
      for (const line of (await linesOf(one)) ?? []) {
        count += 1
        yield { line: { client: one, ...line } }
      }
      yield* progress(done, total)
    }
  for await (const { id: one, ...mark } of erasures(ctx, unread)) {
    if (id && id !== one) continue
    count += 1
    yield { line: { client: one, did: 'erased', ...mark } }
  }
  if (id && count === 0) throw new NoAccess()
  if (!id) for (const line of closed) yield { line }
  return count
}

async function* verifyAudit(ctx: RecordsContext): Job<{ clients: number; lines: number; faults: number }> {
  const result = { clients: 0, lines: 0, faults: 0 }
  const closed: AuditFault[] = []
  for await (const { name, done, total } of allNames(ctx, (client, fault) => closed.push({ client, fault }))) {
    const client = idOf(name) as string
    result.clients += 1
    const fault = await withClient(ctx, client, async (open, document) => {
      const lines = await readAudit(ctx, open, document)
      result.lines += lines.length
      return auditFault(document, lines)
    }).catch((error) => {
      if (error instanceof DamagedFile) return error.message
      throw error
    })
    if (fault) {
      result.faults += 1
      yield { line: { client, fault } satisfies AuditFault }
    }
    yield* progress(done, total)
  }
  result.faults += closed.length
  for (const line of closed) yield { line }
  return result
}

/** The jobs with their arguments, which come from the command line and are checked here. */
export interface Jobs {
  clients: { args: Record<string, never>; result: number }
  export: { args: { id: string; withPrivate?: boolean }; result: ClientExport }
  erase: { args: { id: string }; result: { erased: string } }
  audit: { args: { id?: string }; result: number }
  'audit verify': { args: Record<string, never>; result: { clients: number; lines: number; faults: number } }
  backup: { args: Destination; result: BackedUp }
  'keys export': { args: Destination; result: ExportedKeys }
  verify: { args: { archive?: string }; result: Verified }
  'keys rotate': { args: Record<string, never>; result: Rotated }
  sweep: { args: { yes?: boolean }; result: Swept }
}
export type JobName = keyof Jobs

const text = (value: unknown): string => {
  if (typeof value !== 'string' || value === '') throw new TypeError('an argument is missing')
  return value
}

/** A server has another working folder than whoever asks. */
function destination({ file, force }: Partial<Destination>): Destination {
  if (!isAbsolute(text(file))) throw new TypeError('the whole path of the file is needed')
  return { file: text(file), force: force === true }
}

const JOBS: { [Name in JobName]: (ctx: RecordsContext, args: Partial<Jobs[Name]['args']>) => Job<Jobs[Name]['result']> } = {
  clients,
  export: (ctx, { id, withPrivate }) => exportOne(ctx, text(id), withPrivate === true),
  erase: (ctx, { id }) => eraseOne(ctx, text(id)),
  audit: (ctx, { id }) => auditLines(ctx, id),
  'audit verify': verifyAudit,
  backup: (ctx, to) => backup(ctx, destination(to)),
  'keys export': (ctx, to) => exportKeys(ctx, destination(to)),
  'keys rotate': rotateKeys,
  verify: (ctx, { archive }) => verify(ctx, archive),
  sweep: (ctx, { yes }) => sweep(ctx, 0, { yes: yes === true }),
}

export const isJob = (name: unknown): name is JobName => typeof name === 'string' && Object.hasOwn(JOBS, name)

/** @throws NoAccess (no such client), KeyProblem, DamagedFile, StoreUnavailable, TypeError (an argument is missing) */
export const runJob = <Name extends JobName>(
  ctx: RecordsContext,
  name: Name,
  args: Partial<Jobs[Name]['args']>,
): Job<Jobs[Name]['result']> => JOBS[name](ctx, args)
