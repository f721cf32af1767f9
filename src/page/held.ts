/** Shared by the sections of an export. */
import type { ClientExport } from '../records/records.ts'
import type { Context } from './context.ts'

/**
 * Names somebody involved with the file without their id: the counsellor can say who it is. Colleagues are numbered in the order in which
 * they were added.
 */
export function whoOf(ctx: Context, { file: { owner, shares, handover } }: ClientExport, user: string): string {
  if (user === owner) return ctx.say('export', 'owner')
  const colleagues = [...shares.map((share) => share.user), ...(handover ? [handover.to] : [])]
  const number = colleagues.indexOf(user) + 1
  return number > 0 ? ctx.say('export', 'colleague', { number }) : ctx.say('export', 'someone')
}
