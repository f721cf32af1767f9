/**
 * Replaces the master key: unwraps every data key with the old one and wraps it with the new one; the documents stay as they are. If
 * interrupted, both master keys are in the key file and the next run continues where this one stopped.
 */
import type { RecordsContext } from '../context.ts'
import { keyBytes, mastersOf, unwrap, wrap } from '../data-keys.ts'
import { keyFileHolds, writeKeyFile } from '../files/key-file.ts'
import { DamagedFile } from '../records.ts'
import { KeyProblem, onlyCurrent, withNewKey } from '../ring.ts'
import { type KeyOwner, type Owner, SHELVES, textOf } from '../store.ts'
import { type Job, progress } from './job.ts'

export interface Rotated {
  /** Data keys rewrapped in this run; the others already were. */
  wrapped: number
  /** Key files that cannot be read; the old master key stays as long as there are any. */
  damaged: string[]
}

const running = new WeakSet<RecordsContext>()

/** @throws KeyProblem if the keys come from the environment and no new one was put in front, or the key file holds others */
export async function* rotateKeys(ctx: RecordsContext): Job<Rotated> {
  const end = begin(ctx)
  try {
    await refuseLostKey(ctx)
    return yield* rotate(ctx)
  } finally {
    end()
  }
}

/**
 * Runs work on all keys while they are wrapped with one master key and stay so.
 * @throws KeyProblem while keys are rotated or exported, and where the key file no longer holds the master key
 */
export async function aloneWithKeys<T>(ctx: RecordsContext, work: () => Promise<T>): Promise<T> {
  const end = begin(ctx)
  try {
    await refuseLostKey(ctx)
    return await work()
  } finally {
    end()
  }
}

function begin(ctx: RecordsContext): () => void {
  if (running.has(ctx)) throw new KeyProblem('keys are being rotated or exported already: call again when that is done')
  running.add(ctx)
  return () => void running.delete(ctx)
}

/** What is wrapped now would open with keys only that end with this process. @throws KeyProblem */
async function refuseLostKey({ keyFile, ring }: RecordsContext): Promise<void> {
  if (keyFile === undefined || (await keyFileHolds(keyFile, ring))) return
  throw new KeyProblem(`the key file ${keyFile} no longer holds the keys that are in use: put them back first. Nothing was written`)
}

async function* rotate(ctx: RecordsContext): Job<Rotated> {
  const { keyFile } = ctx
  if (ctx.ring.keys.size === 1) {
    if (!keyFile) throw new KeyProblem('put a new key in front of the old one in MASTER_KEYS, start again, and rotate then')
    const ring = withNewKey(ctx.ring)
    await writeKeyFile(keyFile, ring, ctx.ring)
    ctx.ring = ring
  }
  // Keys made a moment ago may still be on their way under the old one, and are not listed before they are there.
  await ctx.dataKeys.written()
  const all: Owner[] = []
  for (const shelf of SHELVES) for await (const name of ctx.store.keys.names(shelf)) all.push({ shelf, name })
  const done: Rotated = { wrapped: 0, damaged: [] }
  const ring = ctx.ring
  done.wrapped += Number(await rewrap(ctx, 'store'))
  for (const [index, owner] of all.entries()) {
    try {
      done.wrapped += Number(await ctx.store.lock(owner, () => rewrap(ctx, owner)))
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error
      done.damaged.push(`keys/${textOf(owner)}`)
    }
    yield* progress(index + 1, all.length)
  }
  if (keyFile && done.damaged.length === 0) {
    const only = onlyCurrent(ring)
    await writeKeyFile(keyFile, only, ring)
    ctx.ring = only
  }
  return done
}

/** The caller holds the lock. @returns whether rewrapping was needed */
async function rewrap(ctx: RecordsContext, owner: KeyOwner): Promise<boolean> {
  const name = textOf(owner)
  const bytes = await keyBytes(ctx.store.keys, owner)
  // erased meanwhile
  if (!bytes) return false
  if (mastersOf(name, bytes).every((master) => master === ctx.ring.current)) return false
  await ctx.store.keys.write(owner, wrap(ctx.ring, name, unwrap(ctx.ring, name, bytes)))
  return true
}
