/** A server that lost its data folder to another one: it refuses everything, and nothing of it arrives any more. */
import { spawn } from 'node:child_process'
import { link, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { nameOf } from '../../../src/records/ids.ts'
import { NoAccess, StoreUnavailable } from '../../../src/records/records.ts'
import { readHead } from '../../../src/records/seal.ts'
import { clientOwner } from '../../../src/records/store.ts'
import { ANNA, answer, asideOf, clientOf, finishedOf, folder, layoutIn, NOW, recordsIn, removeFolders, runOf } from '../fixtures.ts'
import { check, nothing, take } from '../kill/round.ts'

afterAll(removeFolders)

const texts = async (records: Awaited<ReturnType<typeof recordsIn>>, id: string) =>
  (await records.client(ANNA, id)).notes.map(({ text }) => text)

test('refuses every turn once another server opened the data folder, says so once, and keeps what that one confirmed', async () => {
  const base = await folder()
  const warnings: string[] = []
  const old = await recordsIn(base, { onWarning: (text) => warnings.push(text) })
  const client = clientOf(ANNA)
  await old.createClient(client)
  await old.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, 'eerste'))
  await rm(layoutIn(base).lock)
  const fresh = await recordsIn(base)
  await fresh.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, 'van de nieuwe'))
  const run = runOf()
  const owner = clientOwner(nameOf(client.id) as string)
  const { store, dataKeys } = old.context
  const before = await everything(base)
  for (const work of [
    () => old.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, 'van de oude')),
    () => old.changeClient(ANNA, client.id, (_, runs) => runs.finish(finishedOf(client.id, run))),
    () => old.client(ANNA, client.id),
    () => old.counsellor(ANNA),
    () => old.changeCounsellor(ANNA, (draft) => void draft.clients.pop()),
    () => old.createClient(clientOf(ANNA)),
    () => old.erase(ANNA, client.id),
    () => dataKeys.write(owner, {}),
    () => store.keys.destroy(owner),
    () => store.marks.write(owner.name, Buffer.from('x')),
    () => store.remove(owner),
    () => store.remove(owner, ['document']),
    () => store.tidy(),
  ])
    await expect(work()).rejects.toThrow(StoreUnavailable)
  expect(await old.ready()).toBe(false)
  expect(await everything(base)).toEqual(before)
  expect(warnings).toEqual([expect.stringMatching(/taken over/)])
  await old.close()
  expect(await fresh.ready()).toBe(true)
  expect(await texts(fresh, client.id)).toEqual(['eerste', 'van de nieuwe'])
  await fresh.close()
})

/** Every file with its bytes, but for the folders that are being written in. */
async function everything(base: string): Promise<Record<string, string>> {
  const { data } = layoutIn(base)
  const files = (await readdir(data, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).toSorted()
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'hex')])))
}

/** A client of a server that is about to lose its data folder. */
async function held() {
  const base = await folder()
  const old = await recordsIn(base)
  const client = clientOf(ANNA)
  await old.createClient(client)
  return { base, old, client, path: layoutIn(base).document('clients', nameOf(client.id) as string) }
}

test('does not let a file arrive that was written aside before another server opened the data folder', async () => {
  const { base, old, path } = await held()
  // as it lies there between the last look at the lock and the rename
  const aside = await asideOf(base, path)
  await writeFile(aside, await readFile(path))
  await rm(layoutIn(base).lock)
  const fresh = await recordsIn(base)
  await expect(rename(aside, path)).rejects.toThrow('ENOENT')
  expect(await readdir(layoutIn(base).writing)).toHaveLength(1)
  await old.close()
  await fresh.close()
})

test('never writes into a file that a server may still be writing, which lost the data folder', async () => {
  const { base, old, client, path } = await held()
  const late = await open(await asideOf(base, path), 'w')
  await rm(layoutIn(base).lock)
  const fresh = await recordsIn(base)
  const writing = fresh.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, 'van de nieuwe'))
  await late.write('van de oude')
  await writing
  await late.write('en nog eens')
  await late.close()
  await fresh.close()
  const again = await recordsIn(base)
  expect(await texts(again, client.id)).toEqual(['van de nieuwe'])
  await old.close()
  await again.close()
})

test.each(['document', 'finished'])('takes away what was left of a %s where a process was killed while it wrote it', async (kind) => {
  const base = await folder()
  const records = await recordsIn(base)
  const client = clientOf(ANNA)
  await records.createClient(client)
  const run = runOf()
  const owner = clientOwner(nameOf(client.id) as string)
  await records.changeClient(ANNA, client.id, (draft, runs) => {
    draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
    runs.finish(finishedOf(client.id, run))
  })
  const { store } = records.context
  const [part = ''] = kind === 'document' ? ['document'] : (await store.parts(owner)).filter((one) => one !== 'document')
  const place = join(dirname(layoutIn(base).document('clients', owner.name)), part)
  const known = await store.parts(owner)
  for (const end of ['.next', '.next.old']) await writeFile(place + end, 'half')
  expect(await store.parts(owner)).toEqual(known)
  if (kind === 'document') await records.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, 'verder'))
  else await store.remove(owner, [part])
  expect((await readdir(dirname(place))).filter((file) => file.includes('.next'))).toEqual([])
  await records.close()
})

test('opens keys whose second name was left where a process was killed while it wrote new ones', async () => {
  const base = await folder()
  const records = await recordsIn(base)
  const client = clientOf(ANNA)
  await records.createClient(client)
  const key = layoutIn(base).key('clients', nameOf(client.id) as string)
  await link(key, `${await asideOf(base, key)}.old`)
  const left = await readdir(layoutIn(base).writing)
  await rm(layoutIn(base).lock)
  const again = await recordsIn(base)
  expect((await again.client(ANNA, client.id)).alias).toBe(client.alias)
  expect(await readdir(layoutIn(base).writing)).not.toEqual(left)
  await records.close()
  await again.close()
})

/** The old one may have been erasing it, without our having read that it began. */
function notErased(error: unknown): boolean {
  if (error instanceof NoAccess) return false
  throw error
}

test('refuses a server that is stopped at any moment of its work and wakes up after another took over', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 8; round += 1) {
    const base = await folder()
    const confirmed = nothing()
    const worker = spawn(process.execPath, [join(import.meta.dirname, '..', 'kill', 'worker.ts'), base, `s${round}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let complaint = ''
    worker.stderr.on('data', (bytes) => (complaint += bytes))
    const over = new Promise((done) => worker.once('close', done))
    onTestFinished(() => void worker.kill('SIGKILL'))
    const lines = createInterface({ input: worker.stdout })
    const working = new Promise<void>((done) => {
      lines.on('line', (line) => take(confirmed, line) && confirmed.clients.size > 3 && done())
    })
    await working
    await wait(Math.random() * 60)
    worker.kill('SIGSTOP')
    await rm(layoutIn(base).lock)
    const fresh = await recordsIn(base)
    const said = new Map<string, number>()
    for await (const name of fresh.context.store.keys.names('clients')) {
      const [id] = [...confirmed.clients].find(([id]) => nameOf(id) === name) ?? []
      const owner = confirmed.clients.get(id ?? '')?.owner
      if (!id || !owner || confirmed.erasing.has(id)) continue
      const changed = await fresh
        .changeClient(owner, id, (draft) => {
          draft.country = 'NL'
        })
        .then(() => true, notErased)
      if (changed) said.set(layoutIn(base).document('clients', name), 0)
    }
    for (const path of said.keys()) said.set(path, readHead(await readFile(path)).revision)
    worker.kill('SIGCONT')
    await over
    expect(complaint).toContain('StoreUnavailable')
    expect(said.size).toBeGreaterThan(0)
    for (const [path, revision] of said) expect(readHead(await readFile(path)).revision).toBe(revision)
    await fresh.close()
    // what the old one confirmed before it was stopped is there too
    await check(base, confirmed)
  }
})
