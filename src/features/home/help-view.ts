import { button } from '../../page/button.ts'
import type { Block } from '../../page/page.ts'
import { under } from '../../page/parts.ts'
import type { View } from '../../turn/reply.ts'

export const help: View<'help'> = (reply, ctx) => {
  const commands = (ofConversation: boolean): Block[] =>
    ctx.commands
      .filter((command) => command.ofConversation === ofConversation)
      .map(({ id }) => ({ kind: 'line', label: firstWord(ctx.text({ ns: 'commands', key: id })), value: ctx.ui(`help.commands.${id}`) }))
  const guides = [...ctx.content.guides.keys()].map((id) =>
    button(ctx, 'guide', { guide: id }, { label: ctx.text({ ns: `guides/${id}`, key: 'title' }) }),
  )
  return {
    title: ctx.ui('help.title'),
    blocks: [
      { kind: 'text', text: ctx.ui('help.box') },
      { kind: 'text', text: ctx.ui('help.line') },
      { kind: 'text', text: ctx.ui('help.buttons') },
      ...(reply.inConversation ? under(ctx.ui('help.inConversation'), commands(true)) : []),
      ...under(ctx.ui('help.always'), commands(false)),
      { kind: 'text', text: ctx.ui('help.erase') },
      { kind: 'text', text: ctx.ui('help.limits') },
      { kind: 'attention', text: ctx.ui('help.misses') },
      ...under(ctx.ui('help.guides'), guides.length ? [{ kind: 'actions', actions: guides }] : []),
    ],
    actions: [
      ...(reply.inside ? [button(ctx, 'conversation.resume', reply.inside, { primary: true, label: ctx.ui('actions.toStep') })] : []),
      button(ctx, 'home', {}, reply.inside ? {} : { primary: true }),
      button(ctx, 'crisis', reply.inside),
    ],
  }
}

const firstWord = (words: string): string => words.split('|')[0] ?? words
