/** Whole turns over HTTP that record, one reply each, many counsellors at once; beside an echo bot on the same SDK that writes and syncs one file a turn. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Activity, type Connector, connector } from '../lib/connector.ts'
import { ANSWER } from '../lib/conversation.ts'
import { answerStep, beginConversation, counsellor } from '../lib/counsellor.ts'
import { folder } from '../lib/folder.ts'
import { compare, type Row } from '../lib/measure.ts'
import { echoBot, manyCounsellors, type Program } from '../lib/program.ts'

const AT_ONCE = 64
const TURNS = 10
const ROUNDS = 7
const people = Array.from({ length: AT_ONCE }, (_, n) => n)

/** Turns a second of so many people at once, each one turn after another. */
async function rate(turns: (() => Promise<unknown>)[]): Promise<number> {
  const began = performance.now()
  await Promise.all(
    turns.map(async (turn) => {
      for (let n = 0; n < TURNS; n++) await turn()
    }),
  )
  return (turns.length * TURNS * 1000) / (performance.now() - began)
}

/** Each round on new clients, made before the clock starts. */
async function ours(bot: Program, other: Connector, round: number): Promise<number> {
  const turns = people.map(async (n) => {
    const person = counsellor(bot.url, other, `counsellor-${n}`)
    let step: Activity = await beginConversation(person, `Client ${round}`)
    return async () => {
      step = await answerStep(person, step)
    }
  })
  return rate(await Promise.all(turns))
}

const echoed = (bot: Program, other: Connector): Promise<number> =>
  rate(people.map((n) => () => counsellor(bot.url, other, `counsellor-${n}`).say(ANSWER)))

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
    const rates: Record<'ours' | 'durable' | 'inPlace', number[]> = { ours: [], durable: [], inPlace: [] }
    await echoed(durable, other)
    await echoed(inPlace, other)
    for (let round = 0; round < ROUNDS; round++) {
      rates.ours.push(await ours(wegwijzer, other, round))
      rates.durable.push(await echoed(durable, other))
      rates.inPlace.push(await echoed(inPlace, other))
    }
    await Promise.all([wegwijzer, durable, inPlace].map((program) => program.stop()))
    other.close()
    const show = (perSecond: number) => `${perSecond.toFixed(0)} turns/s`
    const ratio = (a: number, b: number) => a / b
    const what = `http: ${AT_ONCE} counsellors at once, each turn recorded, against an echo bot that writes ${bytes} bytes a turn`
    yield compare({
      what: `${what} (aside, synced, renamed, folder synced)`,
      ours: rates.ours,
      theirs: rates.durable,
      show,
      ratio,
      atLeast: 0.8,
    })
    yield compare({ what: `${what} (over the same file, synced; told only)`, ours: rates.ours, theirs: rates.inPlace, show, ratio })
  },
}
