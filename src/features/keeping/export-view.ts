import { button, cancel } from '../../page/button.ts'
import { clientName, hiddenForm, kicker, quiet } from '../../page/parts.ts'
import type { View } from '../../turn/reply.ts'

export const exportForm: View<'export-form'> = ({ client, discreet }, ctx) => {
  const data = { client: client.id }
  const head = { kicker: kicker(clientName(ctx, client, discreet)), title: ctx.ui('exportForm.title') }
  if (discreet) return hiddenForm(ctx, head, data)
  return {
    ...head,
    blocks: [
      { kind: 'text', text: ctx.ui('exportForm.about') },
      {
        kind: 'input',
        input: 'toggle',
        id: 'private',
        label: ctx.ui('exportForm.private'),
        title: ctx.ui('exportForm.privateTitle'),
        value: false,
        passing: true,
      },
    ],
    actions: [
      button(ctx, 'client.export', { ...data, show: 'yes' }, { inputs: true, primary: true, label: ctx.ui('exportForm.show') }),
      cancel(ctx, 'client.manage', data),
    ],
  }
}

/** Everything held about a client, in words for the client, as text to copy. */
export const exportText: View<'export'> = ({ client, data, discreet }, ctx) => {
  const title = ctx.say('export', 'title')
  const blocks = discreet ? [quiet(ctx.ui('discreet.hidden'))] : ctx.sections(data)
  return {
    title,
    summary: ctx.ui('exportForm.title'),
    blocks,
    actions: [button(ctx, 'client.open', { client: client.id })],
    copy: discreet ? undefined : { title, blocks },
  }
}
