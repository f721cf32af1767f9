/** Kills the whole server under load of several chats, as Teams would speak to it, and looks whether all is there. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ClientDocument } from '../../../src/records/model.ts'
import { openRecords } from '../../../src/records/open.ts'
import { BARE } from '../../support/bare.ts'
import { folder, optionsIn, removeFolders } from '../fixtures.ts'
import { connector, type Lane, lane } from './lane.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const LOCAL = 'local|local'

async function started(base: string): Promise<{ origin: string; kill: () => Promise<void> }> {
  const { dataDir, keyFile = '' } = optionsIn(base)
  const env = { ...BARE, PORT: '0', DATA_DIR: dataDir, KEY_FILE: keyFile, NODE_ENV: 'production' }
  const server = spawn(process.execPath, [join(ROOT, 'src', 'main.ts')], { cwd: base, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const over = new Promise<void>((done) => server.once('close', () => done()))
  let said = ''
  server.stderr.on('data', (bytes) => (said += bytes))
  const origin = await new Promise<string>((done, failed) => {
    server.stdout.on('data', (bytes) => {
      said += bytes
      const port = /^Wegwijzer: \S+:(\d+)/m.exec(said)?.[1]
      if (port) done(`http://127.0.0.1:${port}`)
    })
    void over.then(() => failed(new Error(`the server ended by itself: ${said}`)))
  })
  return {
    origin,
    async kill() {
      server.kill('SIGKILL')
      await over
    },
  }
}

/** Every word that is kept of a client, each as often as it stands there. */
async function wordsOf(base: string, client: string): Promise<string[]> {
  const damages: string[] = []
  const records = await openRecords(optionsIn(base, { onDamage: ({ file }) => damages.push(file) }))
  try {
    const document: ClientDocument = await records.client(LOCAL, client)
    const finished = await Promise.all(document.finished.map(({ id }) => records.finishedRun(LOCAL, client, id)))
    if (damages.length > 0) throw new Error(`broken files: ${damages}`)
    const values = [...finished, ...document.runs].flatMap(({ session }) =>
      Object.values(session.answers).flatMap(({ value, history }) => [value, ...history]),
    )
    return values.flatMap((value) => value?.text ?? [])
  } finally {
    await records.close()
  }
}

async function check(base: string, lanes: Lane[]): Promise<void> {
  for (const { client, confirmed, open } of lanes) {
    if (!client) continue
    const words = await wordsOf(base, client)
    for (const text of confirmed) {
      const times = words.filter((word) => word === text).length
      if (times !== 1) throw new Error(`a confirmed answer is there ${times} times: ${text}`)
    }
    const others = words.filter((word) => !confirmed.includes(word) && word !== open?.text)
    if (others.length > 0) throw new Error(`answers that nobody gave: ${others}`)
  }
}

/** @returns how many answers were confirmed */
export async function killServer(times: number, told: (kill: number) => void = () => {}): Promise<number> {
  const base = await folder()
  const end = await connector()
  const lanes = ['een', 'twee', 'drie', 'vier'].map((chat) => lane(chat, end))
  try {
    for (let kill = 1; kill <= times; kill += 1) {
      const server = await started(base)
      // As a channel does with what was not answered; it must not count twice.
      await Promise.all(lanes.map((one) => one.retry(server.origin)))
      const working = Promise.all(lanes.map((one) => one.work(server.origin)))
      await wait(100 + Math.random() * 500)
      await server.kill()
      end.stop()
      await working
      await check(base, lanes)
      told(kill)
    }
  } finally {
    end.close()
    await removeFolders()
  }
  return lanes.reduce((sum, { confirmed }) => sum + confirmed.length, 0)
}
