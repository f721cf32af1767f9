/**
 * The running server runs the operator's jobs for the command line, over a Unix socket that only the same user can open: one line of JSON
 * with the job; the server says that it is ready, the caller lets it go on, and then a line comes for each event, and one with the result or
 * the error. So a job whose caller gave up on a server that hung is not carried out when that server wakes. Only `\n` ends a line, which
 * JSON never contains: what else ends lines for some readers (U+2028) may stand in what a client said.
 */
import { createHash } from 'node:crypto'
import { chmod, lstat, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { makePath } from '../files/durable.ts'
import { isMissing } from '../files/failures.ts'
import type { OpenRecords } from '../open.ts'
import { StoreUnavailable } from '../records.ts'
import type { JobEvent } from './job.ts'
import { isJob, runJob } from './operator.ts'

/** Characters of a job with its arguments. */
const LONGEST_REQUEST = 100_000

const SOCKET = 'control.sock'

/** A socket's path cannot be longer (108 bytes on Linux, fewer elsewhere). */
const LONGEST = 100

/** The socket of a data folder: inside it or, if that path is too long, in a folder of the same user among the temporary files. */
export function controlPath(dataDir: string): string {
  const data = resolve(dataDir)
  const short = createHash('sha256').update(data).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\wegwijzer-${short}`
  const inside = join(data, SOCKET)
  const outside = (temporary: string): string => join(temporary, `wegwijzer-${userInfo().uid}`, `${short}.sock`)
  return [inside, outside(tmpdir())].find((path) => Buffer.byteLength(path) <= LONGEST) ?? outside('/tmp')
}

/** `ready`: the server read the request and waits for `GO`. `alive`: it works on it. */
export type Answer = JobEvent | { ready: true } | { alive: true } | { result: unknown } | { error: { name: string; message: string } }

/** What the caller says once the server is ready. */
const GO = 'go'

/** How often (ms) the server says that it is alive while it works: often, so that a busy machine is not taken for a silent server. */
const BEAT = 500

export interface Control {
  close: () => Promise<void>
}

/**
 * Serves the socket at `controlPath(dataDir)`. Call it once the records are open: a socket left by a dead server is then certain to be
 * unused.
 */
export async function serveControl(records: OpenRecords, path: string): Promise<Control> {
  await makeRoom(path)
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    onLines(socket, (request, go) => void answer(records, socket, request, go))
  })
  await listen(server, path)
  return {
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}

async function makeRoom(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = dirname(path)
  // The data folder keeps its owner and mode: a group may share it.
  if (basename(path) !== SOCKET) await ownFolder(folder)
  await rm(path, { force: true })
}

/** A folder among the temporary files, where anybody could have made it. */
async function ownFolder(folder: string): Promise<void> {
  await makePath(folder)
  const { uid, mode } = await lstat(folder)
  if (uid !== userInfo().uid)
    throw new StoreUnavailable(`the folder ${folder} belongs to somebody else: remove it, or set a shorter DATA_DIR`)
  if (mode & 0o077) await chmod(folder, 0o700)
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((done, failed) => {
    // Restricted from the start: nobody else may connect, even while the socket is being created.
    const before = process.umask(0o177)
    server.once('error', failed)
    server.listen(path, () => done())
    process.umask(before)
  })
}

/** Puts pieces of text together to lines, which end at `\n` and nowhere else. @returns takes a piece, and gives the lines it completed */
function lineJoiner(): (piece: string) => string[] {
  let begun: string[] = []
  return (piece) => {
    const [first = '', ...more] = piece.split('\n')
    begun.push(first)
    if (more.length === 0) return []
    const lines = [begun.join(''), ...more.slice(0, -1)]
    begun = [more.at(-1) as string]
    return lines
  }
}

/**
 * The request that somebody sends, and the promise of their `GO`; what follows is not looked at.
 * @param asked called once, with the request
 */
function onLines(socket: Socket, asked: (request: string, go: Promise<void>) => void): void {
  const join = lineJoiner()
  let length = 0
  let went: (() => void) | undefined
  // text, so that a character in two pieces stays one
  socket.setEncoding('utf8').on('data', (piece: string) => {
    length += piece.length
    if (length > LONGEST_REQUEST) socket.destroy()
    for (const line of join(piece))
      if (went === undefined) {
        const go = new Promise<void>((resolve) => {
          went = resolve
        })
        asked(line, go)
      } else if (line === GO) went()
  })
}

/** Says that we are alive. @returns whether the caller is still there: who went away hung up, whatever they had said before */
async function isThere(socket: Socket): Promise<boolean> {
  await new Promise((done) => socket.write(`${JSON.stringify({ alive: true })}\n`, done))
  // two, so that the system is asked in between whether there is an end behind what was read last
  await nextTurn()
  await nextTurn()
  return !socket.destroyed && !socket.readableEnded
}

async function answer(records: OpenRecords, socket: Socket, line: string, go: Promise<void>): Promise<void> {
  const send = async (value: Answer): Promise<void> => {
    if (!socket.destroyed && !socket.write(`${JSON.stringify(value)}\n`))
      await new Promise((done) => socket.once('drain', done).once('close', done))
  }
  // nothing piles up where the caller does not read
  const beat = setInterval(() => socket.writableLength === 0 && send({ alive: true }), BEAT)
  socket.once('close', () => clearInterval(beat))
  try {
    const { job: name, args } = JSON.parse(line)
    if (!isJob(name)) throw new TypeError('the running server does not know this job: is it of another version?')
    const job = runJob(records.context, name, args ?? {})
    await send({ ready: true })
    await go
    if (!(await isThere(socket))) return
    for (;;) {
      // The caller went away: long work stops here and can be resumed.
      if (socket.destroyed) return void (await job.return(undefined as never))
      const step = await job.next()
      await send(step.done ? { result: step.value } : step.value)
      if (step.done) break
    }
  } catch (error) {
    const { name, message } = error as Error
    await send({ error: { name, message } })
  } finally {
    clearInterval(beat)
  }
  socket.end()
}

/** An error reported by the server, under its name there. */
export class RemoteError extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** @returns undefined if no server is listening */
export async function connectControl(path: string): Promise<Socket | undefined> {
  return new Promise((done, failed) => {
    const socket = createConnection(path)
    socket.once('connect', () => done(socket))
    socket.once('error', (error) => {
      const { code } = error as NodeJS.ErrnoException
      if (isMissing(error) || code === 'ECONNREFUSED' || code === 'ENOTSOCK') done(undefined)
      else if (code === 'EACCES' || code === 'EPERM')
        failed(new RemoteError('StoreUnavailable', 'a server runs here as another user: call this as that user'))
      else failed(new RemoteError('StoreUnavailable', `the running server cannot be reached (${code})`))
    })
  })
}

const GONE = 'the server went away before it was done; look whether it was, and call again'

/** After so many seconds without a word of the server it is said that it is silent, and after so many the caller gives up. */
const SILENT = 3
const GIVE_UP = 15

/**
 * Ends the connection to a server that is silent. Seconds are counted in which we ran ourselves: a caller that was stopped (Ctrl-Z) has
 * not heard what the server said meanwhile.
 * @returns what to call at each word of the server, and at the end
 */
function watchSilence(socket: Socket, say: (line: string) => void, outcome: () => string): { heard: () => void; end: () => void } {
  let silent = 0
  const timer = setInterval(() => {
    silent += 1
    if (silent === SILENT) say(`the server does not answer; it is waited for ${GIVE_UP - SILENT} seconds more`)
    if (silent >= GIVE_UP)
      socket.destroy(
        new RemoteError('StoreUnavailable', `the server does not answer: ${outcome()}. It may hang: stop it and start it again`),
      )
  }, 1_000)
  return {
    heard() {
      silent = 0
    },
    end: () => clearInterval(timer),
  }
}

/**
 * Runs a job on the server.
 * @param say told that the server is silent, for the person who waits
 * @throws RemoteError
 */
export async function* askControl(
  socket: Socket,
  job: string,
  args: unknown,
  say: (line: string) => void,
): AsyncGenerator<JobEvent, unknown> {
  let begun = false
  const silence = watchSilence(socket, say, () => (begun ? 'look whether it was done' : 'nothing was done'))
  try {
    socket.write(`${JSON.stringify({ job, args })}\n`)
    const join = lineJoiner()
    for await (const piece of socket.setEncoding('utf8') as AsyncIterable<string>) {
      silence.heard()
      for (const line of join(piece)) {
        const reply = JSON.parse(line) as Answer
        if ('error' in reply) throw new RemoteError(reply.error.name, reply.error.message)
        if ('result' in reply) return reply.result
        if ('ready' in reply) {
          begun = true
          socket.write(`${GO}\n`)
        } else if (!('alive' in reply)) yield reply
      }
    }
    throw new RemoteError('StoreUnavailable', GONE)
  } catch (error) {
    // it was killed, or its answer was cut off
    throw error instanceof RemoteError ? error : new RemoteError('StoreUnavailable', GONE)
  } finally {
    silence.end()
    socket.destroy()
  }
}
