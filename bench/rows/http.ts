/** Whole turns over HTTP that record, one reply each, many counsellors at once; compared with an echo bot on the same SDK that writes and syncs one file a turn. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Activity, type Connector, connector } from '../lib/connector.ts'
import { ANSWER } from '../lib/conversation.ts'
import { answerStep, beginConversation, counsellor } from '../lib/counsellor.ts'
import { folder } from '../lib/folder.ts'
import { compare, milli, type Row } from '../lib/measure.ts'
import { cpuOf, echoBot, manyCounsellors, type Program } from '../lib/program.ts'

const AT_ONCE = 64
const TURNS = 10
const ROUNDS = 7
const people = Array.from({ length: AT_ONCE }, (_, n) => n)

interface Sample {
  /** Turns a second. */
  rate: number
  /** Milliseconds of the server's processor time for a turn. */
  cpu: number
}

/** How many people at once, each taking one turn after another. */
async function sample(bot: Program, turns: (() => Promise<unknown>)[]): Promise<Sample> {
  const count = turns.length * TURNS
  const cpu = cpuOf(bot)
  const began = performance.now()
  await Promise.all(
    turns.map(async (turn) => {
      for (let n = 0; n < TURNS; n++) await turn()
    }),
  )
  return { rate: (count * 1000) / (performance.now() - began), cpu: (cpuOf(bot) - cpu) / count }
}

/** Each round on new clients, made before the clock starts. */
async function ours(bot: Program, other: Connector, round: number): Promise<Sample> {
  const turns = people.map(async (n) => {
    const person = counsellor(bot.url, other, `counsellor-${n}`)
    let step: Activity = await beginConversation(person, `Client ${round}`)
    return async () => {
      step = await answerStep(person, step)
    }
  })
  return sample(bot, await Promise.all(turns))
}

const echoed = (bot: Program, other: Connector): Promise<Sample> =>
  sample(
    bot,
    people.map((n) => () => counsellor(bot.url, other, `counsellor-${n}`).say(ANSWER)),
  )

/** How large a client's file is, on average. */
function documentSize(dataDir: string): number {
  const files = readdirSync(join(dataDir, 'clients'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('/document'))
  return Math.round(files.reduce((sum, path) => sum + statSync(join(dataDir, 'clients', path)).size, 0) / files.length)
}

export const row: Row = {
  name: 'http',
  async *measure() {
    const place = folder()
    const dataDir = join(place, 'data')
    const other = await connector()
    const wegwijzer = await manyCounsellors({ dataDir, keyFile: join(place, 'keys', 'master.key') })
    await ours(wegwijzer, other, -1)
    const bytes = documentSize(dataDir)
    const durable = await echoBot(folder(), bytes)
    const inPlace = await echoBot(folder(), bytes, 'in-place')
    const taken: Record<'ours' | 'durable' | 'inPlace', Sample[]> = { ours: [], durable: [], inPlace: [] }
    await echoed(durable, other)
    await echoed(inPlace, other)
    for (let round = 0; round < ROUNDS; round++) {
      taken.ours.push(await ours(wegwijzer, other, round))
      taken.durable.push(await echoed(durable, other))
      taken.inPlace.push(await echoed(inPlace, other))
    }
    await Promise.all([wegwijzer, durable, inPlace].map((program) => program.stop()))
    other.close()
    const show = (perSecond: number) => `${perSecond.toFixed(0)} turns/s`
    const ratio = (a: number, b: number) => a / b
    const rates = (samples: Sample[]) => samples.map((one) => one.rate)
    const cpus = (samples: Sample[]) => samples.map((one) => one.cpu)
    const what = `http: ${AT_ONCE} counsellors at once, each turn recorded, against an echo bot that writes ${bytes} bytes a turn`
    const aside = `${what} (aside, synced, renamed, folder synced)`
    yield compare({ what: aside, ours: rates(taken.ours), theirs: rates(taken.durable), show, ratio, atLeast: 0.8 })
    const over = `${what} (over the same file, synced; told only)`
    yield compare({ what: over, ours: rates(taken.ours), theirs: rates(taken.inPlace), show, ratio })
    const cpu = "http: processor time of a turn, against the first echo bot's (told only)"
    yield compare({ what: cpu, ours: cpus(taken.ours), theirs: cpus(taken.durable), show: milli, ratio })
  },
}
