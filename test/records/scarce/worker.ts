/**
 * Runs where something is short: a small disk, a read-only one, few file handles. Prints what happened as one line of JSON; the test
 * beside it says what should have.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenRecords } from '../../../src/records/open.ts'
import { ANNA, answer, clientOf, filesIn, recordsIn } from '../fixtures.ts'

const [what, base = ''] = process.argv.slice(2)

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => error.name,
  )

const say = (records: OpenRecords, id: string, text: string): Promise<string> =>
  outcome(records.changeClient(ANNA, id, (draft) => answer(draft, ANNA, text)))

const textsOf = async (records: OpenRecords, id: string): Promise<string[]> =>
  (await records.client(ANNA, id)).notes.map(({ text }) => text)

/** To the last byte. */
function fillUp(path: string): void {
  const handle = openSync(path, 'w')
  try {
    for (;;) writeSync(handle, Buffer.alloc(4_096))
  } catch {
    // full
  } finally {
    closeSync(handle)
  }
}

/** Fills the disk, leaves so many bytes free, and goes on answering until it no longer goes. */
async function full(): Promise<object> {
  const records = await recordsIn(base)
  const [one, two] = [clientOf(ANNA, { alias: 'een' }), clientOf(ANNA, { alias: 'twee' })]
  await records.createClient(one)
  await records.createClient(two)
  await say(records, two.id, 'voor de volle schijf')
  const { bfree, bsize } = statfsSync(base)
  const filler = join(base, 'filler')
  writeFileSync(filler, Buffer.alloc(bfree * bsize - 30_000))
  const confirmed: string[] = []
  const refusals = new Set<string>()
  for (let turn = 0; turn < 200; turn += 1) {
    // Growing, so that the disk is full in the middle of a file.
    const text = `${turn}`.padEnd(900, 'x')
    const result = await say(records, one.id, text)
    if (result === 'done') confirmed.push(text)
    else refusals.add(result)
  }
  fillUp(join(base, 'rest'))
  const during = {
    ready: await records.ready(),
    create: await outcome(records.createClient(clientOf(ANNA))),
    erase: await outcome(records.erase(ANNA, two.id)),
    list: (await records.counsellor(ANNA)).clients.length,
    same: JSON.stringify(await textsOf(records, one.id)) === JSON.stringify(confirmed),
    left: (await filesIn(join(base, 'data'))).filter(({ path }) => /\.(new|next)$|probe|writing/.test(path)).length,
  }
  rmSync(filler)
  rmSync(join(base, 'rest'))
  const after = { ready: await records.ready(), say: await say(records, one.id, 'weer plaats') }
  await records.close()
  const again = await recordsIn(base)
  const there = await textsOf(again, one.id)
  const kept = JSON.stringify(there) === JSON.stringify([...confirmed, 'weer plaats'])
  const other = await outcome(again.client(ANNA, two.id))
  await again.close()
  return { confirmed: confirmed.length, refusals: [...refusals], during, after, kept, other }
}

async function readOnly(): Promise<object> {
  const records = await recordsIn(base)
  const client = clientOf(ANNA)
  await records.createClient(client)
  await say(records, client.id, 'ervoor')
  execFileSync('mount', ['-o', 'remount,ro', base])
  const during = { say: await say(records, client.id, 'nee'), ready: await records.ready(), texts: await textsOf(records, client.id) }
  const start = await recordsIn(base).catch((error) => `${error.name}: ${error.message}`)
  execFileSync('mount', ['-o', 'remount,rw', base])
  const after = { say: await say(records, client.id, 'erna'), ready: await records.ready(), texts: await textsOf(records, client.id) }
  await records.close()
  return { during, start, after }
}

async function handles(): Promise<object> {
  const records = await recordsIn(base, { kept: 1 })
  const [one, two] = [clientOf(ANNA), clientOf(ANNA)]
  await records.createClient(one)
  await records.createClient(two)
  await say(records, one.id, 'ervoor')
  // So that lazily loaded parts of the runtime need no handle later.
  await say(records, two.id, 'ervoor')
  await outcome(recordsIn(base))
  const held: number[] = []
  try {
    for (;;) held.push(openSync('/dev/null', 'r'))
  } catch {
    // no handle left
  }
  const none = { say: await say(records, two.id, 'nee'), read: await outcome(records.client(ANNA, one.id)), ready: await records.ready() }
  const some: string[] = []
  // One, two, three ... handles free again: it fails in another place each time, and never by half.
  for (let free = 1; free <= 4; free += 1) {
    closeSync(held.pop() as number)
    some.push(await say(records, two.id, `vrij ${free}`))
  }
  for (const handle of held) closeSync(handle)
  const texts = await textsOf(records, two.id)
  const after = { say: await say(records, one.id, 'erna'), read: await textsOf(records, one.id) }
  await records.close()
  return { none, some, texts, after }
}

const works: Record<string, () => Promise<object>> = { full, readOnly, handles }
console.log(JSON.stringify(await works[what as string]?.()))
