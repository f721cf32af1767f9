/** The real program in a process of its own, on a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach } from 'vitest'
import { BARE } from '../support/bare.ts'

export interface Place {
  folder: string
  env: Record<string, string>
}

export function place(more: Record<string, string> = {}): Place {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-'))
  return {
    folder,
    env: { PORT: '0', DATA_DIR: join(folder, 'data'), KEY_FILE: join(folder, 'keys', 'master.key'), NODE_ENV: 'production', ...more },
  }
}

export interface Running {
  child: ChildProcess
  /** The address as it was printed. */
  address: string
  origin: string
  out(): string
  err(): string
  /** Sends a signal and waits for the end; gives the exit code, null where the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

export function run(
  file: string,
  args: string[],
  { folder, env }: Place,
  input = '',
  started: (child: ChildProcess) => void = () => {},
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [resolve(file), ...args], { cwd: folder, env: { ...BARE, ...env } })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.on('close', (code) => done({ code, out, err }))
    // a program that ended before it read is no failure of the test
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    started(child)
  })
}

/** What the test gives if a program is still there after eight seconds. */
export const STILL_THERE = 'still there'

/** The exit code, or `STILL_THERE`. */
export const soon = <T>(ending: Promise<T>): Promise<T | typeof STILL_THERE> =>
  Promise.race([ending, new Promise<typeof STILL_THERE>((resolve) => setTimeout(() => resolve(STILL_THERE), 8_000).unref())])

/** Starts the server and waits for the line with its address. */
export function startProgram({ folder, env }: Place): Promise<Running> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [resolve('src/main.ts')], { cwd: folder, env: { ...BARE, ...env } })
    let out = ''
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    const ended = new Promise<number | null>((resolveEnd) => child.on('exit', (code) => resolveEnd(code)))
    void ended.then((code) => failed(new Error(`ended with ${code}: ${err}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const address = /^Wegwijzer: (\S+)/m.exec(out)?.[1]
      if (!address) return
      done({
        child,
        address,
        origin: `http://127.0.0.1:${new URL(address).port}`,
        out: () => out,
        err: () => err,
        end(signal) {
          child.kill(signal)
          return ended
        },
      })
    })
  })
}

/**
 * Places, and programs that run on them, for the tests of one file: after each test its programs are killed and its folders taken away.
 * @param env what is set in every place, unless the test says otherwise
 */
export function cleanedUp(env: Record<string, string> = {}) {
  const places: Place[] = []
  const programs: Running[] = []
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.end('SIGKILL')))
    for (const { folder } of places.splice(0)) rmSync(folder, { recursive: true, force: true })
  })
  const somewhere = (more?: Record<string, string>): Place => {
    const made = place({ ...env, ...more })
    places.push(made)
    return made
  }
  const start = async (where = somewhere()): Promise<Running> => {
    const program = await startProgram(where)
    programs.push(program)
    return program
  }
  return { somewhere, start }
}
