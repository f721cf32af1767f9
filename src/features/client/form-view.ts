import { LIMITS } from '../../content/limits.ts'
import { INTERPRETERS, PHASES } from '../../content/schema.ts'
import { button, cancel } from '../../page/button.ts'
import { type Context, clip } from '../../page/context.ts'
import type { Block, InputBlock, Option } from '../../page/page.ts'
import { countryName, each, MAX_ALIAS } from '../../page/parts.ts'
import { CONSENTS } from '../../records/model.ts'
import type { ReplyOf, View } from '../../turn/reply.ts'
import { NO_PARTNER_FILE } from './form.ts'

/** Files offered to link; a longer list would be unreadable in a drop-down. */
const MAX_PARTNERS = 100

export const clientForm: View<'client-form'> = (reply, ctx) => {
  const { client } = reply
  const submit = { inputs: true, primary: true } as const
  const save = client ? button(ctx, 'client.update', { client, shown: reply.shown }, submit) : button(ctx, 'client.create', {}, submit)
  const away = client ? cancel(ctx, 'client.open', { client }) : cancel(ctx, 'home')
  const warnings = reply.warnings.map((notice): Block => ({ kind: 'tip', text: ctx.notice(notice) }))
  return {
    title: ctx.ui(client ? 'clientForm.edit' : 'clientForm.new'),
    blocks: [
      ...each('attention', reply.errors.map(ctx.notice)),
      ...each(
        'attention',
        reply.conflicts.map((one) => meanwhile(reply, one, ctx)),
      ),
      ...warnings,
      { kind: 'text', text: ctx.ui('clientForm.about') },
      ...inputs(reply, ctx),
    ],
    actions: [save, away],
  }
}

/** Both values of a box that was changed here and in the file: what stands there now, and what was chosen here. */
function meanwhile(reply: ReplyOf<'client-form'>, { box, mine }: { box: string; mine: string }, ctx: Context): string {
  const { values, partners, partnerFile, discreet } = reply
  const aliasOf = (id: string | undefined) => partners.find((one) => one.id === id)?.alias ?? ''
  const words = (value: string) => (box === 'alias' && discreet ? '' : spoken(box, box === 'partnerFile' ? aliasOf(value) : value, ctx))
  const now = box === 'partnerFile' ? (partnerFile ?? '') : String(values[box as keyof typeof values] ?? '')
  return ctx.ui('clientForm.meanwhile', { box: ctx.ui(`clientForm.${box}`), now: words(now), mine: words(mine) })
}

const AT: Readonly<Record<string, string>> = { phase: 'phases', interpreter: 'interpreters', consent: 'consents' }

function spoken(box: string, value: string, ctx: Context): string {
  if (!value) return '–'
  if (box === 'country') return countryName(ctx, value)
  if (value === 'true' || value === 'false') return ctx.ui(value === 'true' ? 'yes' : 'no')
  const at = AT[box]
  return at ? ctx.ui(`${at}.${value}`) : value
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
      value: values.alias && !hidden ? clip(values.alias, MAX_ALIAS) : undefined,
    },
    choice(
      'country',
      countries.map((id) => ({ id, label: countryName(ctx, id) })),
      values.country,
    ),
    choice('phase', options(PHASES, 'phases'), values.phase),
    toggle('order'),
    toggle('partner'),
    ...(partners.length ? [choice('partnerFile', partnerFiles, partnerFile ?? NO_PARTNER_FILE)] : []),
    toggle('children'),
    choice('interpreter', options(INTERPRETERS, 'interpreters'), values.interpreter),
    {
      kind: 'input',
      input: 'text',
      id: 'language',
      label: label('language'),
      maxLength: LIMITS.language,
      // Whole, even where an earlier version took more: a box that is not touched is not written.
      value: values.language || undefined,
    },
    { ...choice('consent', options(CONSENTS, 'consents'), values.consent ?? 'asked-not'), hint: label('consentHint') },
  ]
}
