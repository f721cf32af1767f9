/** Kills a worker at a random moment, then looks whether everything it had confirmed is there, whole and once. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { auditFault } from '../../../src/records/audit.ts'
import { findClient, underClient } from '../../../src/records/clients.ts'
import { exported } from '../../../src/records/export.ts'
import type { UserKey } from '../../../src/records/model.ts'
import { type OpenRecords, openRecords } from '../../../src/records/open.ts'
import { NoAccess } from '../../../src/records/records.ts'
import { optionsIn } from '../fixtures.ts'

/** All that was ever confirmed in one data folder. */
export interface Confirmed {
  /** By client: its owner and the answers. */
  clients: Map<string, { owner: UserKey; answers: Set<string> }>
  /** Clients whose erasure was begun: they may be there or not, unless it was confirmed. */
  erasing: Set<string>
  erased: Set<string>
}

export const nothing = (): Confirmed => ({ clients: new Map(), erasing: new Set(), erased: new Set() })

/** How long after the store was open, in ms; below 0: already while it starts. */
export type Moment = number

export async function killOne(base: string, session: string, moment: Moment, confirmed: Confirmed): Promise<number> {
  const worker = spawn(process.execPath, [join(import.meta.dirname, 'worker.ts'), base, session], { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaint = ''
  worker.stderr.on('data', (bytes) => (complaint += bytes))
  const over = new Promise<void>((done) => worker.on('close', () => done()))
  let killed = false
  const kill = (): void => {
    killed = true
    worker.kill('SIGKILL')
  }
  let count = 0
  const awaited = moment < 0 ? 'started' : 'open'
  for await (const line of createInterface({ input: worker.stdout })) {
    if (line === awaited) void wait(Math.abs(moment)).then(kill)
    count += Number(take(confirmed, line))
  }
  await over
  if (!killed) throw new Error(`the worker ended by itself: ${complaint}`)
  return count
}

export function take({ clients, erasing, erased }: Confirmed, line: string): boolean {
  const [what, owner, id, text] = line.split(' ')
  if (!id || !owner) return false
  if (what === 'created') clients.set(id, { owner, answers: new Set() })
  if (what === 'answered') {
    if (!clients.has(id)) clients.set(id, { owner, answers: new Set() })
    clients.get(id)?.answers.add(text as string)
  }
  if (what === 'erasing') erasing.add(id)
  if (what === 'erased') erased.add(id)
  return true
}

/** @throws Error that says what was lost, broken, doubled or half done */
export async function check(base: string, confirmed: Confirmed): Promise<void> {
  const damages: string[] = []
  const records = await openRecords(optionsIn(base, { onDamage: ({ file, reason }) => damages.push(`${file}: ${reason}`) }))
  try {
    for (const [id, { owner, answers }] of confirmed.clients) {
      if (confirmed.erased.has(id)) await mustBeGone(records, owner, id)
      else await mustBeWhole(records, owner, id, answers, confirmed.erasing.has(id))
    }
    for (const owner of new Set([...confirmed.clients.values()].map((client) => client.owner)))
      for (const { id } of (await records.counsellor(owner)).clients) await records.client(owner, id)
    if (damages.length > 0) throw new Error(`broken files: ${damages.join('; ')}`)
  } finally {
    await records.close()
  }
}

async function mustBeGone(records: OpenRecords, owner: UserKey, id: string): Promise<void> {
  const error = await records.client(owner, id).catch((reason) => reason)
  if (!(error instanceof NoAccess)) throw new Error(`an erased client is there again: ${id}`)
}

async function mustBeWhole(records: OpenRecords, owner: UserKey, id: string, answers: Set<string>, mayBeGone: boolean): Promise<void> {
  const found = await underClient(records.context, id, async () => {
    const client = await findClient(records.context, id)
    return client && { document: client.document, all: await exported(records.context, client.open, client.document, 'all') }
  })
  if (!found) {
    if (mayBeGone) return
    throw new Error(`a confirmed client is gone: ${id}`)
  }
  if (!(await records.counsellor(owner)).clients.some((entry) => entry.id === id))
    throw new Error(`a client is missing from the list: ${id}`)
  const { document, all } = found
  const texts = [...all.finished, ...document.runs].flatMap((run) => run.notes.map((note) => note.text))
  const unique = new Set(texts)
  if (unique.size !== texts.length) throw new Error(`an answer is there twice in ${id}`)
  for (const answer of answers) if (!unique.has(answer)) throw new Error(`a confirmed answer is lost: ${answer} of ${id}`)
  // A turn is whole: as many answers as audit lines, and the last activity belongs to the last answer.
  if (all.audit.length !== texts.length) throw new Error(`half a turn in ${id}: ${texts.length} answers, ${all.audit.length} audit lines`)
  const fault = auditFault(document, all.audit)
  if (fault) throw new Error(`the audit of ${id}: ${fault}`)
  const last = document.runs[0]?.notes.at(-1)?.text
  if (last && document.handled.at(-1)?.activity !== last)
    throw new Error(`half a turn in ${id}: the activity of the last answer is not there`)
}
