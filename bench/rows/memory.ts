/** What conversations that are open cost in memory. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { connector } from '../lib/connector.ts'
import { answerStep, beginConversation, counsellor } from '../lib/counsellor.ts'
import { folder } from '../lib/folder.ts'
import { figure, type Row } from '../lib/measure.ts'
import { manyCounsellors, memoryOf } from '../lib/program.ts'

const MANY = Number(process.env.BENCH_CONVERSATIONS ?? 10_000)
const AT_ONCE = 32
/** So many before “none” is measured: the program is warm then, and what it keeps at most of files lately used is full. */
const WARM = 600

export const row: Row = {
  name: 'memory',
  async *measure() {
    // no disk is measured here
    const place = folder(existsSync('/dev/shm') ? '/dev/shm' : undefined)
    const other = await connector()
    const program = await manyCounsellors({ dataDir: join(place, 'data'), keyFile: join(place, 'keys', 'master.key') })
    let next = 0
    const open = async (until: number) => {
      const work = async () => {
        while (next < until) {
          const person = counsellor(program.url, other, `counsellor-${next++}`)
          await answerStep(person, await beginConversation(person, 'Zwarte Zee'))
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
    }
    const cold = await memoryOf(program)
    await open(WARM)
    const before = await memoryOf(program)
    await open(WARM + MANY)
    const after = await memoryOf(program)
    await program.stop()
    other.close()
    const mb = (bytes: number) => bytes / 1_000_000
    const start = `${mb(before.live).toFixed(0)} MB before, ${mb(cold.live).toFixed(0)} MB right after the start`
    yield figure(`memory: ${MANY} more conversations open (${start})`, mb(after.live - before.live), 'MB', 50)
    yield {
      what: 'memory: the same, of the whole process as the system counts it (told only)',
      ours: `${mb(after.rss - before.rss).toFixed(1)} MB`,
      against: '',
      ratio: `${mb(before.rss).toFixed(0)} MB before, ${mb(cold.rss).toFixed(0)} MB right after the start`,
    }
  },
}
