import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { audit } from '../../src/records/audit.ts'
import { type Layout, layoutOf } from '../../src/records/files/layout.ts'
import { newId, tenantOf } from '../../src/records/ids.ts'
import { type ClientDocument, type FinishedRun, newFile, type Run, type UserKey } from '../../src/records/model.ts'
import { openRecords, type RecordsOptions } from '../../src/records/open.ts'

export const ANNA = 'tenant-a|anna'
export const BERT = 'tenant-a|bert'
export const CARLA = 'tenant-a|carla'
export const STRANGER = 'tenant-a|stranger'
export const ELSEWHERE = 'tenant-b|anna'

const made: string[] = []

/** A folder of its own on the real file system; `removeFolders` takes all away. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'wegwijzer-test-'))
  made.push(path)
  return path
}

export async function removeFolders(): Promise<void> {
  for (const path of made.splice(0)) await rm(path, { recursive: true, force: true })
}

export const optionsIn = (base: string, more: Partial<RecordsOptions> = {}): RecordsOptions => ({
  dataDir: join(base, 'data'),
  keyFile: join(base, 'key', 'master.key'),
  parts: [],
  refusalDelay: 0,
  ...more,
})

/** Where things lie in the data folder of `recordsIn(base)`. */
export const layoutIn = (base: string): Layout => layoutOf(join(base, 'data'))

export const recordsIn = (base: string, more?: Partial<RecordsOptions>) => openRecords(optionsIn(base, more))

export const NOW = '2026-05-04T09:00:00.000Z'

export function clientOf(owner: UserKey, more: Partial<ClientDocument> = {}): ClientDocument {
  return {
    ...newFile({ id: newId(), tenant: tenantOf(owner), owner, at: NOW }),
    alias: 'Zwarte Zee',
    country: 'BE',
    phase: 'refused-first',
    language: 'Dari',
    consent: { state: 'given', at: NOW, by: owner },
    ...more,
  }
}

export function runOf(more: Partial<Run> = {}): Run {
  return {
    id: newId(),
    conversation: 'what-if',
    mode: 'during',
    started: NOW,
    date: '2026-05-04',
    place: '',
    present: '',
    interpreter: '',
    session: {
      conversation: 'what-if',
      version: 1,
      mode: 'during',
      facts: { country: 'BE', phase: 'refused-first', held: [] },
      status: 'running',
      step: 'hope',
      section: 'open',
      visit: 'v1',
      visits: 1,
      trail: [{ id: 'v1', step: 'hope' }],
      way: [],
      answers: {},
    },
    stamps: {},
    notes: [],
    ...more,
  }
}

export const finishedOf = (client: string, run: Run): FinishedRun => ({ ...run, model: 1, client, finished: NOW })

/** What the assistant does in a turn that records: the answer, a note of the activity, the audit line. */
export function answer(draft: ClientDocument, by: UserKey, text: string, at = NOW): void {
  draft.notes.push({ id: newId(), text, by, at })
  draft.handled.push({ activity: text, chat: 'c', next: {} })
  audit(draft, { by, at, did: 'answered', channel: 'test' })
}

/** Where a running store writes this file of its data folder first; a folder there is in its way. */
export async function asideOf(base: string, path: string): Promise<string> {
  const { data, writing } = layoutIn(base)
  const [process = ''] = await readdir(writing)
  const place = relative(data, path)
  return /^(clients|counsellors)/.test(place) ? `${join(writing, process, place)}.next` : join(writing, process, place.replaceAll(sep, '.'))
}

/** Every file below a folder, with its bytes. */
export async function filesIn(path: string): Promise<{ path: string; bytes: Buffer }[]> {
  const found = await readdir(path, { recursive: true, withFileTypes: true })
  return Promise.all(
    found
      .filter((entry) => entry.isFile())
      .map(async (entry) => ({ path: join(entry.parentPath, entry.name), bytes: await readFile(join(entry.parentPath, entry.name)) })),
  )
}
