/** The ladders drawn with the client, newest first: each as a picture and in words. */
import type { Context } from '../../page/context.ts'
import type { Block } from '../../page/page.ts'
import { kicker, under } from '../../page/parts.ts'
import type { ClientExport } from '../../records/records.ts'
import { heldBlocks } from './drawn-view.ts'
import { drawnIn } from './part.ts'

export const section = ({ file }: ClientExport, ctx: Context): Block[] =>
  drawnIn(file)
    .toReversed()
    .flatMap((drawn) => under(kicker(ctx.say('export', 'ladder'), ctx.date(drawn.at)), heldBlocks(ctx, drawn)))
