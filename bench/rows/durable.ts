/** A turn that records, compared with the bare system calls that get as many bytes safely to disk. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { PARTS } from '../../src/features/index.ts'
import { layoutOf } from '../../src/records/files/layout.ts'
import { nameOf } from '../../src/records/ids.ts'
import { openRecords } from '../../src/records/open.ts'
import { client, turn } from '../lib/client.ts'
import { folder } from '../lib/folder.ts'
import { compare, interleave, milli, over, type Row } from '../lib/measure.ts'
import { syncedWrite, syncedWriteBlocking } from '../peers/synced-write.ts'

/** Turns before the clock starts. */
const WARM_UP = 400

export const row: Row = {
  name: 'durable',
  async *measure() {
    const place = folder()
    const dataDir = join(place, 'data')
    const records = await openRecords({ parts: PARTS, dataDir, keyFile: join(place, 'keys', 'master.key') })
    const document = client(records)
    await records.createClient(document)
    const path = layoutOf(dataDir).document('clients', nameOf(document.id)!)
    const sizes: number[] = []
    const ours = async () => {
      await turn(records, document.id)
      sizes.push(statSync(path).size)
    }
    // the same sizes in the same order, however long the conversation has grown
    const bare = (write: typeof syncedWrite | typeof syncedWriteBlocking, name: string) => {
      let next = 0
      return () => write(join(place, name), Buffer.alloc(sizes[next++ % sizes.length]!, 'x'))
    }
    // A server runs for weeks: what is measured is code that has warmed up, on both sides.
    for (let n = 0; n < WARM_UP; n++) await ours()
    sizes.length = 0
    await ours()
    const work = [ours, bare(syncedWrite, 'bare'), bare(syncedWriteBlocking, 'blocking')]
    const [mine, theirs, blocking] = (await interleave(20, 32, work)) as [number[], number[], number[]]
    await records.close()
    const bytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length)
    const what = `durable: a turn that records (a file of ${bytes} bytes on average), against writing as much and syncing it`
    yield compare({ what, ours: mine, theirs, show: milli, ratio: over, atMost: 1.3 })
    const held = 'durable: the same, against calls that hold the whole process up meanwhile (told only)'
    yield compare({ what: held, ours: mine, theirs: blocking, show: milli, ratio: over })
  },
}
