import { LIMITS } from '../../content/limits.ts'
import { markOf } from '../../content/marks.ts'
import { INTERPRETERS, PHASES } from '../../content/schema.ts'
import { button, cancel } from '../../page/button.ts'
import { type Context, clip } from '../../page/context.ts'
import type { Block, InputBlock, Option } from '../../page/page.ts'
import { countryName, each, MAX_ALIAS } from '../../page/parts.ts'
import { CONSENTS } from '../../records/model.ts'
import type { ReplyOf, View } from '../../turn/reply.ts'

/** `partnerFile` when none is linked. An empty choice would look like one not made. */
const NO_PARTNER_FILE = 'none'

/** That there is none takes the link away, so the two belong together. */
const PARTNER = { id: 'partner' }

/** Files offered to link; a longer list would be unreadable in a drop-down. */
const MAX_PARTNERS = 100

export const clientForm: View<'client-form'> = (reply, ctx) => {
  const { client } = reply
  const submit = { inputs: true, primary: true } as const
  const save = client ? button(ctx, 'client.update', { client }, submit) : button(ctx, 'client.create', {}, submit)
  const away = client ? cancel(ctx, 'client.open', { client }) : cancel(ctx, 'home')
  const warnings = reply.warnings.map((notice): Block => ({ kind: 'tip', text: ctx.notice(notice) }))
  return {
    title: ctx.ui(client ? 'clientForm.edit' : 'clientForm.new'),
    blocks: [
      ...each('attention', reply.errors.map(ctx.notice)),
      ...warnings,
      { kind: 'text', text: ctx.ui('clientForm.about') },
      ...inputs(reply, ctx),
    ],
    actions: [save, away],
  }
}

function inputs({ client, values, countries, partners, partnerFile, discreet }: ReplyOf<'client-form'>, ctx: Context): InputBlock[] {
  const hidden = discreet && client !== undefined
  const label = (id: string) => ctx.ui(`clientForm.${id}`)
  const options = (ids: readonly string[], at: string): Option[] => ids.map((id) => ({ id, label: ctx.ui(`${at}.${id}`) }))
  const choice = (id: string, from: Option[], value: string | undefined): InputBlock => ({
    kind: 'input',
    input: 'choice',
    id,
    label: label(id),
    options: from,
    compact: true,
    value: value || undefined,
  })
  const toggle = (id: 'order' | 'partner' | 'children'): InputBlock => ({
    kind: 'input',
    input: 'toggle',
    id,
    label: label(id),
    title: ctx.ui('yes'),
    value: values[id] ?? false,
  })
  const linked = partners.filter((one) => one.id === partnerFile)
  const others = partners.filter((one) => one.id !== partnerFile).slice(0, MAX_PARTNERS)
  const files = [...linked, ...others].map((one) => ({ id: one.id, label: clip(one.alias, MAX_ALIAS) }))
  const partnerFiles = [{ id: NO_PARTNER_FILE, label: label('partnerFileNone') }, ...files]
  return [
    {
      kind: 'input',
      input: 'text',
      id: 'alias',
      label: label('alias'),
      hint: hidden ? ctx.ui('discreet.kept') : label('aliasHint'),
      required: hidden ? undefined : true,
      maxLength: MAX_ALIAS,
      ...(values.alias ? (hidden ? { held: markOf(values.alias) } : { value: values.alias }) : {}),
    },
    choice(
      'country',
      countries.map((id) => ({ id, label: countryName(ctx, id) })),
      values.country,
    ),
    choice('phase', options(PHASES, 'phases'), values.phase),
    toggle('order'),
    { ...toggle('partner'), group: PARTNER },
    ...(partners.length ? [{ ...choice('partnerFile', partnerFiles, partnerFile ?? NO_PARTNER_FILE), group: PARTNER }] : []),
    toggle('children'),
    choice('interpreter', options(INTERPRETERS, 'interpreters'), values.interpreter),
    {
      kind: 'input',
      input: 'text',
      id: 'language',
      label: label('language'),
      maxLength: LIMITS.language,
      // Whole, even where an earlier version took more.
      value: values.language || undefined,
    },
    { ...choice('consent', options(CONSENTS, 'consents'), values.consent ?? 'asked-not'), hint: label('consentHint') },
  ]
}
