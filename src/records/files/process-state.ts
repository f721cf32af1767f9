/** Whether another process on this machine is still running, according to /proc. */
import { readFileSync } from 'node:fs'

/** `dying`: it was killed or is exiting, can confirm nothing any more, and is about to disappear. */
export type ProcessState = 'alive' | 'dying' | 'dead'

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** The fields of /proc/<pid>/stat from the third on (`man 5 proc`); the command name before them may contain spaces and brackets. */
const fieldsOf = (pid: number): string[] | undefined => textOf(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')

const STATE = 0
const FLAGS = 6
const THREADS = 17
const STARTED = 19

/**
 * When the process started, in ticks since the machine did, which distinguishes two processes with the same id; undefined without /proc.
 */
export const startOf = (pid: number): string | undefined => fieldsOf(pid)?.[STARTED]

/** The kernel's `PF_EXITING`: the process is exiting. */
const EXITING = 0x4
/** Bit of signal 9 in the masks of /proc/<pid>/status. */
const KILLED = 1n << 8n

/** @param started what `startOf` returned when it was known to be running; absent without /proc */
export function stateOf(pid: unknown, started: string | undefined): ProcessState {
  if (!Number.isSafeInteger(pid) || (pid as number) <= 0) return 'dead'
  const id = pid as number
  try {
    process.kill(id, 0)
  } catch (error) {
    // EPERM: it exists and is somebody else's. Anything else: no such process, or not a possible process id.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'dead'
  }
  const fields = fieldsOf(id)
  if (!fields) return started === undefined ? 'alive' : 'dead'
  if (started !== undefined && fields[STARTED] !== started) return 'dead'
  if (/[ZXx]/.test(fields[STATE] ?? '')) return Number(fields[THREADS]) > 1 ? 'dying' : 'dead'
  return Number(fields[FLAGS]) & EXITING || killed(id) ? 'dying' : 'alive'
}

function killed(pid: number): boolean {
  const masks = textOf(`/proc/${pid}/status`)?.matchAll(/^(?:Sig|Shd)Pnd:\s*([0-9a-f]+)$/gm) ?? []
  return [...masks].some(([, mask]) => (BigInt(`0x${mask}`) & KILLED) !== 0n)
}
