/** Notes outside conversations, for the client to read; those inside one are shown with it. */
import type { Context } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { heldNotes, under } from '../../page/parts.ts'
import type { ClientExport } from '../../records/records.ts'

export const section = ({ file }: ClientExport, ctx: Context): Block[] => under(ctx.say('export', 'notes'), heldNotes(ctx, file.notes))
