/**
 * The draft of a handover note, as text to edit: which conversations were held, what was said about motives and expectations, what was
 * agreed.
 */

import { LIMITS } from '../../content/limits.ts'
import { clip } from '../../page/context.ts'
import { valueBlocks } from '../../page/digest.ts'
import { conversationTitle, kicker } from '../../page/parts.ts'
import type { ViewContext } from '../../turn/reply.ts'
import type { HandoverDraft } from './draft.ts'

/** Most that one answer takes up in the note, in UTF-16 units; the whole answer is in the file. */
const LONGEST_ANSWER = 1_500

export function handoverNote(ctx: ViewContext, { country, conversations, answers, agreements }: HandoverDraft): string {
  const named = ({ conversation, date }: { conversation: string; date: string }) =>
    kicker(conversationTitle(ctx, conversation), ctx.date(date))
  const part = (title: string, lines: readonly string[], none: string) => [title, ...(lines.length ? lines : [none])].join('\n')
  const answersAbout = (about: HandoverDraft['answers'][number]['about']) =>
    part(
      ctx.ui(`handoverNote.${about}`),
      answers
        .filter((one) => one.about === about)
        .map((one) => {
          const of = { conversation: one.conversation, country, step: one.step }
          return `${named(one)}\n${clip(ctx.plain(valueBlocks(ctx, of, one.value)), LONGEST_ANSWER)}`
        }),
      ctx.ui('handoverNote.nothingSaid'),
    )
  const held = conversations.map((one) => `• ${named(one)}${one.finished ? '' : ` · ${ctx.ui('handoverNote.running')}`}`)
  const agreed = agreements.map(({ text, due }) => `• ${due ? kicker(text, ctx.ui('agreements.due', { day: ctx.date(due) })) : text}`)
  const note = [
    part(ctx.ui('handoverNote.talks'), held, ctx.ui('handoverNote.noTalks')),
    answersAbout('motives'),
    answersAbout('expectations'),
    part(ctx.ui('handoverNote.agreements'), agreed, ctx.ui('handoverNote.noAgreements')),
  ]
  return clip(note.join('\n\n'), LIMITS.text)
}
