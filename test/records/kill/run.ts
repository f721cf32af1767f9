/**
 * `npm run test:kill [-- STORE [SERVER]]`: kills store-only processes as often (1,000), then the whole server (20), and says what was found.
 * Exits 1 at the first loss.
 */
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { folder } from '../fixtures.ts'
import { check, killOne, type Moment, nothing } from './round.ts'
import { killServer } from './server.ts'

const wanted = Number(process.argv[2] ?? 1_000)
/** Killed this often in one data folder, then another is taken: looking everything through takes longer as it fills. */
const IN_ONE = 40

/** One in eight while it starts; else within a quarter of a second of work. */
const anyMoment = (): Moment => (Math.random() < 0.125 ? -Math.random() * 150 : Math.random() * 250)

let kills = 0
let confirmations = 0

/** Killed while it starts for the first time, and again: whatever it left, the next start opens. */
async function fresh(number: number): Promise<void> {
  const base = await folder()
  const confirmed = nothing()
  for (let one = 0; one < 2 && kills < wanted; one += 1) {
    kills += 1
    confirmations += await killOne(base, `${number}.${kills}`, -Math.random() * 60, confirmed)
    // Mostly not at once, so that the second kill meets what the first one left.
    if (one === 1 || Math.random() < 0.3) await check(base, confirmed)
  }
  await rm(base, { recursive: true, force: true })
}

async function lane(number: number): Promise<void> {
  while (kills < wanted) {
    const base = await folder()
    const confirmed = nothing()
    for (let one = 0; one < IN_ONE && kills < wanted; one += 1) {
      kills += 1
      confirmations += await killOne(base, `${number}.${kills}`, anyMoment(), confirmed)
      await check(base, confirmed)
      // A third of all kills go into fresh folders.
      if (one % 4 === 3) await fresh(number)
      if (kills % 50 === 0) console.error(`${kills} of ${wanted} kills, ${confirmations} confirmations, nothing lost`)
    }
    await rm(base, { recursive: true, force: true })
  }
}

const start = performance.now()
await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, (_, number) => lane(number)))
const seconds = Math.round((performance.now() - start) / 1000)
console.log(`${kills} kills in ${seconds} s, ${confirmations} confirmations: every one found, nothing broken, doubled or half done`)

const servers = Number(process.argv[3] ?? 20)
const answers = await killServer(servers, (kill) => console.error(`the whole server: ${kill} of ${servers} kills, nothing lost`))
console.log(
  `the whole server: ${servers} kills, ${answers} confirmed answers: every one found once, also after the open ones were sent again`,
)
