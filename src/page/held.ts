/** What the sections of an export share. */
import type { ClientExport } from '../records/records.ts'
import type { Context } from './context.ts'

/**
 * Somebody who has to do with the file, without their id: who they are, the counsellor says. Colleagues are told apart by a number, in the
 * order in which they came.
 */
export function whoOf(ctx: Context, { file: { owner, shares, handover } }: ClientExport, user: string): string {
  if (user === owner) return ctx.say('export', 'owner')
  const colleagues = [...shares.map((share) => share.user), ...(handover ? [handover.to] : [])]
  const number = colleagues.indexOf(user) + 1
  return number > 0 ? ctx.say('export', 'colleague', { number }) : ctx.say('export', 'someone')
}
