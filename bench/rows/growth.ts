/** What grows with the organisation and with the years: a turn, a counsellor's list, the start. */
import { PARTS } from '../../src/features/index.ts'
import { openRecords } from '../../src/records/open.ts'
import { COUNSELLOR, client, turn, withFinished } from '../lib/client.ts'
import { fleet, MANY, OWN, type Place, single } from '../lib/fleet.ts'
import { compare, figure, interleave, type Line, median, milli, over, type Row } from '../lib/measure.ts'
import { wegwijzer } from '../lib/program.ts'

const HELD = 200

/** A turn of a client with many earlier conversations, compared with one of a client with a single conversation. */
async function conversations(): Promise<Line> {
  const place = await single()
  const records = await openRecords({ parts: PARTS, ...place })
  const [few, many] = [client(records), client(records)]
  for (const document of [few, many]) await records.createClient(document)
  await withFinished(records, few.id, 1)
  await withFinished(records, many.id, HELD)
  const [ours, one] = (await interleave(20, 32, [() => turn(records, many.id), () => turn(records, few.id)])) as [number[], number[]]
  await records.close()
  return compare({
    what: `growth: a turn with ${HELD} conversations held before, against 1`,
    ours,
    theirs: one,
    show: milli,
    ratio: over,
    atMost: 1.2,
  })
}

/** A turn among many clients, compared with one where there is a single client; then with nothing kept in memory, so that each turn reads its file. */
async function* clients(many: Place, one: Place): AsyncGenerator<Line> {
  for (const [how, kept, samples] of [['', undefined, 32] as const, [', each turn on another client, read from disk', 0, 32] as const]) {
    const [large, small] = [await openRecords({ parts: PARTS, ...many, kept }), await openRecords({ parts: PARTS, ...one, kept })]
    let next = 0
    const another = () => turn(large, many.own[kept === 0 ? next++ % many.own.length : 0]!)
    const [ours, theirs] = (await interleave(20, samples, [another, () => turn(small, one.own[0]!)])) as [number[], number[]]
    await Promise.all([large.close(), small.close()])
    yield compare({
      what: `growth: a turn with ${MANY} clients on disk${how}, against 1`,
      ours,
      theirs,
      show: milli,
      ratio: over,
      atMost: 1.2,
    })
  }
}

/** The list of one's own clients, right after the start. */
async function list(many: Place): Promise<Line> {
  const samples: number[] = []
  for (let n = 0; n < 10; n++) {
    const records = await openRecords({ parts: PARTS, ...many })
    const began = performance.now()
    const { clients: listed } = await records.counsellor(COUNSELLOR)
    samples.push(performance.now() - began)
    await records.close()
    if (listed.length !== many.own.length) throw new Error(`${listed.length} clients listed, ${many.own.length} made`)
  }
  return figure(`growth: list of ${OWN} own clients out of ${MANY}, first time after a start`, median(samples), 'ms', 50)
}

async function starting(many: Place, one: Place): Promise<Line> {
  const ready: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] }
  for (let n = 0; n <= 10; n++)
    for (const [place, samples] of [[many, ready.ours] as const, [one, ready.theirs] as const]) {
      const program = await wegwijzer(place)
      await program.stop()
      // the first of each fills the system's caches
      if (n) samples.push(program.ready)
    }
  return compare({ what: `growth: start until ready with ${MANY} clients, against 1`, ...ready, show: milli, ratio: over, atMost: 1.5 })
}

export const row: Row = {
  name: 'growth',
  async *measure() {
    yield await conversations()
    const [one, many] = [await single(), await fleet()]
    yield* clients(many, one)
    yield await list(many)
    yield await starting(many, one)
  },
}
