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

export const row: Row = {
  name: 'memory',
  async *measure() {
    // no disk is measured here
    const place = folder(existsSync('/dev/shm') ? '/dev/shm' : undefined)
    const other = await connector()
    const program = await manyCounsellors({ dataDir: join(place, 'data'), keyFile: join(place, 'keys', 'master.key') })
    const none = await memoryOf(program)
    let next = 0
    const work = async () => {
      while (next < MANY) {
        const person = counsellor(program.url, other, `counsellor-${next++}`)
        await answerStep(person, await beginConversation(person, 'Zwarte Zee'))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    const open = await memoryOf(program)
    await program.stop()
    other.close()
    const mb = (bytes: number) => bytes / 1_000_000
    const what = `memory: ${MANY} conversations open, each of another counsellor, above the ${mb(none.live).toFixed(0)} MB right after the start`
    yield figure(`${what} (what JavaScript holds after collecting)`, mb(open.live - none.live), 'MB', 50)
    yield {
      what: 'memory: the whole process as the system counts it, with what it has not given back (told only)',
      ours: `${mb(open.rss).toFixed(0)} MB`,
      against: `${mb(none.rss).toFixed(0)} MB right after the start`,
      ratio: '',
    }
  },
}
