/** The whole server as a process of its own, as `npm start` runs it, so that it can be killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

export interface ServerProcess {
  port: number
  folder: string
  /** Everything it printed since it was last started. */
  output(): string
  /** The one-time address printed last. */
  address(): string
  start(): Promise<void>
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>
  /** SIGSTOP: it is there and does nothing, as on a laptop that sleeps. */
  sleep(): void
  wake(): void
  /** Kills it and takes its folder away. */
  remove(): Promise<void>
}

/** A port nobody uses now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

export async function serverProcess(environment: Record<string, string> = {}): Promise<ServerProcess> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'wegwijzer-server-'))
  let child: ChildProcess | undefined
  let printed = ''

  const ready = async (): Promise<boolean> => {
    try {
      return (await fetch(`http://localhost:${port}/readyz`)).ok
    } catch {
      return false
    }
  }

  const server: ServerProcess = {
    port,
    folder,
    output: () => printed,
    address() {
      const found = printed.match(/https?:\/\/\S+\?key=\S+/g)?.at(-1)
      if (!found) throw new Error(`no address printed: ${printed}`)
      return found
    },
    async start() {
      printed = ''
      const env = {
        ...process.env,
        PORT: String(port),
        DATA_DIR: join(folder, 'data'),
        KEY_FILE: join(folder, 'keys', 'master.key'),
        ...environment,
      }
      child = spawn(process.execPath, ['src/main.ts'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
      for (let n = 0; n < 200 && !(await ready()); n++) {
        if (child.exitCode !== null) throw new Error(`the server stopped: ${printed}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    async kill() {
      if (!child || child.exitCode !== null) return
      const gone = new Promise((resolve) => child?.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    },
    sleep: () => void child?.kill('SIGSTOP'),
    wake: () => void child?.kill('SIGCONT'),
    async remove() {
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}
