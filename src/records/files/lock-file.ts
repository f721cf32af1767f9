/**
 * One writer: a lock file with the holder's process id and start time. A dead holder on this machine is recognised at once (even if its
 * process id was reused); one on another machine or in another container, when its heartbeat stops.
 */

import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, futimes, openSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { link, lstat, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { StoreUnavailable } from '../records.ts'
import { createDurably, readWhole } from './durable.ts'
import { isMissing } from './failures.ts'
import { startOf, stateOf } from './process-state.ts'

/** Another process has this data folder open. */
export class StoreLocked extends Error {
  override name = 'StoreLocked'
}

interface Holder {
  pid: number
  /** Ticks since the machine started, from /proc; absent without /proc. */
  started?: string
  /** Where the process id is valid. */
  machine: string
  token: string
}

export interface Lock {
  /** Distinguishes this holder from every other. */
  token: string
  /** Whether our lock file is in its place, or was 10 ms ago. Cheap enough for every turn. @throws if the disk cannot tell now */
  inPlace: () => boolean
  /** False once somebody else holds the lock, or the lock file is gone; from then on for ever. @throws if the disk cannot tell now */
  held: () => Promise<boolean>
  release: () => Promise<void>
}

/** A holder touches its lock this often (ms); one elsewhere that misses three beats while we watch is dead. */
const BEAT = 3_000
/** How old (ms) a heartbeat of another machine must be for its lock to be taken without watching. */
const SURELY_DEAD = 3_600_000

/** A lock that was in its place is not looked at again for so long (ms), about a turn: whoever takes one over watched it for seconds. */
const SEEN = 10

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Identifies where a process id is valid: this host, since this boot, in this pid namespace (each container has its own). */
export function machine(): string {
  const boot = textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
  let space = ''
  try {
    space = readlinkSync('/proc/self/ns/pid')
  } catch {
    // no /proc, no containers
  }
  return [hostname(), boot, space].join(' ')
}

/** How long (ms) to wait for a holder that is being killed: the disk may delay it. */
const DYING = 5_000

/** Whether the holder is really running; waits for one that is dying. */
async function alive({ pid, started }: Holder): Promise<boolean> {
  for (let waited = 0; waited < DYING; waited += 20) {
    const state = stateOf(pid, started)
    if (state !== 'dying') return state === 'alive'
    await wait(20)
  }
  return true
}

async function read(path: string): Promise<{ text: string; holder?: Holder } | undefined> {
  try {
    // A pipe or device would be waited for, and a link leads where nobody expects a lock.
    if (!(await lstat(path)).isFile()) throw new StoreUnavailable(`${path} is not a file, and Wegwijzer keeps its lock there: move it away`)
    const text = (await readWhole(path)).toString()
    return { text, holder: holderIn(text) }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(text)
    return holder && typeof holder === 'object' ? (holder as Holder) : undefined
  } catch {
    return undefined
  }
}

/**
 * Refuses if the lock's holder is alive. @param beat heartbeat in ms @returns the text of a dead holder's lock, undefined if there is none
 * @throws StoreLocked
 */
async function refuseWhereAlive(path: string, beat: number): Promise<string | undefined> {
  const found = await read(path)
  if (!found) return undefined
  const { holder, text } = found
  const locked = new StoreLocked(
    `another Wegwijzer${holder ? ` (process ${holder.pid})` : ''} has this data folder open; only one at a time may write`,
  )
  if (holder?.machine === machine()) {
    if (await alive(holder)) throw locked
    return text
  }
  // Elsewhere, or here before a reboot: is there a heartbeat? Watched, unless it is older than any two clocks differ.
  const before = (await stat(path)).mtimeMs
  if (Date.now() - before > SURELY_DEAD) return text
  for (let waited = 0; waited < 3 * beat; waited += beat / 4) {
    await wait(beat / 4)
    const now = await stat(path).catch(() => undefined)
    if (!now) return undefined
    if (now.mtimeMs !== before) throw locked
  }
  return text
}

/** Moves a dead holder's lock away; if somebody else took it first, puts theirs back. */
async function clear(path: string, dead: string): Promise<void> {
  const away = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, away)
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
  const text = (await readWhole(away)).toString()
  if (text !== dead) await link(away, path).catch(() => {})
  await rm(away, { force: true })
}

/** How long (ms) a lock file may be out of its place: another that starts may move it for a moment before it sees whose it is. */
const MOVED = 200

/**
 * Takes the lock of a data folder, which exists.
 * @param beat heartbeat in ms; tests use a short one
 * @param onLost called once if somebody else takes the lock, or its file disappears
 * @throws StoreLocked
 */
export async function takeLock(path: string, beat = BEAT, onLost: () => void = () => {}): Promise<Lock> {
  const me: Holder = { pid: process.pid, started: startOf(process.pid), machine: machine(), token: randomBytes(8).toString('hex') }
  const mine = JSON.stringify(me)
  for (let tries = 0; !(await createDurably(path, Buffer.from(mine))); tries += 1) {
    const dead = await refuseWhereAlive(path, beat)
    if (dead !== undefined) await clear(path, dead)
    if (tries > 20) throw new StoreLocked('the lock of this data folder cannot be taken')
  }
  // If two processes cleared the same dead lock at once, the one whose lock was moved away finds out here.
  await wait(2)
  const handle = openMine(path, mine)
  if (handle === undefined) throw new StoreLocked('another Wegwijzer opened this data folder at the same moment')
  return keepLock(path, { me, mine, handle }, beat, onLost)
}

/** Opens the lock file, so that its inode is not given to another file. @returns undefined if it is not ours */
function openMine(path: string, mine: string): number | undefined {
  let handle: number | undefined
  try {
    handle = openSync(path, 'r')
    if (readFileSync(handle, 'utf8') === mine) return handle
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  if (handle !== undefined) closeSync(handle)
  return undefined
}

function keepLock(
  path: string,
  { me, mine, handle }: { me: Holder; mine: string; handle: number },
  beat: number,
  onLost: () => void,
): Lock {
  const { dev, ino, size } = fstatSync(handle)
  let lost = false
  let released = false
  let seen = 0
  const inPlace = (): boolean => {
    if (lost) return false
    // by the clock on the wall, which goes on while a machine sleeps
    const since = Date.now() - seen
    if (since >= 0 && since < SEEN) return true
    const there = statSync(path, { throwIfNoEntry: false })
    const ours = there !== undefined && there.ino === ino && there.dev === dev && there.size === size
    if (ours) seen = Date.now()
    return ours
  }
  const held = async (): Promise<boolean> => {
    for (let waited = 0; !lost; waited += 20) {
      const there = await read(path)
      if (there?.text === mine) return true
      if (released) return false
      if (there || waited >= MOVED) {
        lost = true
        onLost()
      } else await wait(20)
    }
    return false
  }
  const timer = setInterval(() => {
    // By its handle: the file that bears the name now may be somebody else's.
    const now = new Date()
    if (!lost) futimes(handle, now, now, () => {})
    held().catch(() => {})
  }, beat).unref()
  return {
    token: me.token,
    inPlace,
    held,
    async release() {
      clearInterval(timer)
      if (released) return
      const still = await held().catch(() => false)
      released = true
      closeSync(handle)
      if (still) await rm(path, { force: true })
    },
  }
}
