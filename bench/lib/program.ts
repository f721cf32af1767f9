import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

/** The project's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Program {
  url: string
  process: ChildProcess
  /** Milliseconds from the start of the process until `GET /readyz` answered 200. */
  ready: number
  stop(): Promise<void>
}

/** None outlives the bench, however it ends. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

function isReady(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(`${url}/readyz`, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).on('error', () => resolve(false))
  })
}

/** Starts a Node program of the project's folder that serves HTTP on the port it is given, and waits until it is ready. */
export async function start(
  args: (port: number) => string[],
  env: (port: number) => Record<string, string> = () => ({}),
): Promise<Program> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const began = performance.now()
  const child = spawn(process.execPath, args(port), {
    cwd: ROOT,
    env: { ...process.env, ...env(port) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  running.add(child)
  child.on('exit', () => running.delete(child))
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2000)
  })
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`${args(port)[0]} ended before it was ready:\n${complaint}`)
    if (performance.now() - began > 60_000) throw new Error(`${args(port)[0]} was not ready within a minute:\n${complaint}`)
    await new Promise((soon) => setTimeout(soon, 2))
  }
  const ready = performance.now() - began
  return {
    url,
    process: child,
    ready,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const forced = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await once(child, 'exit')
      clearTimeout(forced)
    },
  }
}

interface Where {
  dataDir: string
  keyFile: string
}

const settings =
  ({ dataDir, keyFile }: Where) =>
  (port: number) => ({
    PORT: String(port),
    DATA_DIR: dataDir,
    KEY_FILE: keyFile,
    LOG_LEVEL: 'error',
  })

/** Our own server, as `npm start` starts it, on this data and key. */
export const wegwijzer = (where: Where): Promise<Program> => start(() => ['src/main.ts'], settings(where))

/** Our own server with a counsellor for each conversation of the channel. */
export const manyCounsellors = (where: Where): Promise<Program> => start(() => ['--expose-gc', 'bench/lib/many.ts'], settings(where))

/** Milliseconds of processor time that a program has used so far, in all its threads. `NaN` outside Linux. */
export function cpuOf({ process: { pid } }: Program): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    // utime and stime, in hundredths of a second
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return Number.NaN
  }
}

/** Bytes in use by a `manyCounsellors` server, after garbage collection: `live` on the JavaScript heap and beside it, `rss` of the whole process. */
export async function memoryOf({ process: child }: Program): Promise<{ rss: number; live: number }> {
  const answer = once(child, 'message')
  child.send('memory')
  return (await answer)[0] as { rss: number; live: number }
}

/** The echo bot; with a folder, one that keeps `bytes` a turn there. */
export const echoBot = (folder = '', bytes = 0, how = ''): Promise<Program> =>
  start((port) => ['bench/peers/echo.ts', String(port), ...(folder ? [folder, String(bytes), how] : [])])
