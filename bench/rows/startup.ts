/** From the start of the process until it is ready, compared with a bare echo bot on the same libraries. */
import { join } from 'node:path'
import { folder } from '../lib/folder.ts'
import { compare, milli, over, type Row } from '../lib/measure.ts'
import { echoBot, wegwijzer } from '../lib/program.ts'

export const row: Row = {
  name: 'startup',
  async *measure() {
    const place = folder()
    const ready: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] }
    for (let n = 0; n <= 15; n++)
      for (const [begin, samples] of [
        [() => wegwijzer({ dataDir: join(place, 'data'), keyFile: join(place, 'keys', 'master.key') }), ready.ours] as const,
        [() => echoBot(), ready.theirs] as const,
      ]) {
        const program = await begin()
        await program.stop()
        // the first of each fills the system's caches and makes the key
        if (n) samples.push(program.ready)
      }
    yield compare({ what: 'startup: start until ready, against a bare echo bot', ...ready, show: milli, ratio: over, atMost: 2 })
  },
}
