import { setTimeout as wait } from 'node:timers/promises'
import type { RecordsContext } from './context.ts'
import { tenantOf } from './ids.ts'
import type { ClientDocument, UserKey } from './model.ts'
import { NoAccess } from './records.ts'

export type Right = 'owner' | 'write' | 'read'

/** This counsellor's right to this file; undefined for anybody of another tenant, whatever the file says. */
export function rightOf(document: ClientDocument, user: UserKey): Right | undefined {
  if (tenantOf(user) !== document.tenant || tenantOf(document.owner) !== document.tenant) return undefined
  if (document.owner === user) return 'owner'
  return document.shares.find((share) => share.user === user)?.right
}

const RANK: Record<Right, number> = { read: 1, write: 2, owner: 3 }

export function mayAtLeast(document: ClientDocument, user: UserKey, right: Right): boolean {
  const held = rightOf(document, user)
  return held !== undefined && RANK[held] >= RANK[right]
}

/**
 * Runs work that may be refused. Every refusal takes the same time, so that timing does not distinguish somebody else's id from one that
 * does not exist.
 */
export async function refusingEvenly<T>(ctx: RecordsContext, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  try {
    return await work()
  } catch (error) {
    if (error instanceof NoAccess) await wait(Math.max(0, ctx.refusalDelay - (performance.now() - start)))
    throw error
  }
}
