/**
 * A new master key: every data key is unwrapped with the old one and wrapped with the new one; the documents themselves stay as they are.
 * Interrupted anywhere, both master keys are in the key file, and the next run goes on where this one stopped.
 */
import { readFile } from 'node:fs/promises'
import type { RecordsContext } from '../context.ts'
import { mastersOf, unwrap, wrap } from '../files/data-keys.ts'
import { writeDurably } from '../files/durable.ts'
import { isMissing, reachingDisk } from '../files/failures.ts'
import { writeKeyFile } from '../files/key-file.ts'
import { SHELVES, type Shelf } from '../files/layout.ts'
import { names } from '../files/walk.ts'
import { DamagedFile } from '../records.ts'
import { KeyProblem, onlyCurrent, withNewKey } from '../ring.ts'
import { type Job, progress } from './job.ts'

export interface Rotated {
  /** Data keys wrapped anew in this run; the others were so already. */
  wrapped: number
  /** Key files that cannot be read: the old master key stays while there are any. */
  damaged: string[]
}

const running = new WeakSet<RecordsContext>()

/** @throws KeyProblem where the keys come from the environment and no new one was put in front */
export async function* rotateKeys(ctx: RecordsContext): Job<Rotated> {
  if (running.has(ctx)) throw new KeyProblem('keys are being rotated already')
  running.add(ctx)
  try {
    return yield* rotate(ctx)
  } finally {
    running.delete(ctx)
  }
}

async function* rotate(ctx: RecordsContext): Job<Rotated> {
  const { keyFile } = ctx
  if (ctx.ring.keys.size === 1) {
    if (!keyFile) throw new KeyProblem('put a new key in front of the old one in MASTER_KEYS, start again, and rotate then')
    const ring = withNewKey(ctx.ring)
    await reachingDisk(() => writeKeyFile(keyFile, ring))
    ctx.ring = ring
  }
  const all: [Shelf, string][] = []
  for (const shelf of SHELVES) for await (const name of names(ctx.layout.keyShelf(shelf))) all.push([shelf, name])
  const done: Rotated = { wrapped: 0, damaged: [] }
  const ring = ctx.ring
  done.wrapped += Number(await wrapAnew(ctx, 'store', ctx.layout.store))
  for (const [index, [shelf, name]] of all.entries()) {
    try {
      done.wrapped += Number(await ctx.queue.run(`${shelf}/${name}`, () => wrapAnew(ctx, `${shelf}/${name}`, ctx.layout.key(shelf, name))))
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error
      done.damaged.push(`keys/${shelf}/${name}`)
    }
    yield* progress(index + 1, all.length)
  }
  if (keyFile && done.damaged.length === 0) {
    const only = onlyCurrent(ring)
    await reachingDisk(() => writeKeyFile(keyFile, only))
    ctx.ring = only
  }
  return done
}

/** The caller holds the lock. @returns whether it had to be */
async function wrapAnew(ctx: RecordsContext, owner: string, path: string): Promise<boolean> {
  return reachingDisk(async () => {
    try {
      const bytes = await readFile(path)
      if (mastersOf(owner, bytes).every((master) => master === ctx.ring.current)) return false
      await writeDurably(path, wrap(ctx.ring, owner, unwrap(ctx.ring, owner, bytes)))
      return true
    } catch (error) {
      // erased meanwhile
      if (isMissing(error)) return false
      throw error
    }
  })
}
