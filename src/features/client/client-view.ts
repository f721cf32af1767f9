import { button } from '../../page/button.ts'
import { type Context, clip } from '../../page/context.ts'
import { agreementBlocks } from '../../page/digest.ts'
import type { Action, Block } from '../../page/page.ts'
import {
  buttons,
  conversationTitle,
  countryName,
  discreetButton,
  factBlocks,
  kicker,
  line,
  MAX_ALIAS,
  orderName,
  personName,
  phaseName,
  quiet,
  runData,
  runName,
  under,
} from '../../page/parts.ts'
import type { RunLine } from '../../page/refs.ts'
import type { ReplyOf, View } from '../../turn/reply.ts'

/** Finished conversations shown as buttons. */
const MAX_BUTTONS = 8

export const client: View<'client'> = (reply, ctx) => {
  const data = { client: reply.client.id }
  const own = !reply.shared
  const open = (action: 'conversation.resume' | 'digest') => (run: RunLine) =>
    button(ctx, action, runData(reply.client, run), { label: kicker(runName(ctx, run), ctx.ui(`modes.${run.mode}`)) })
  return {
    title: ctx.ui('client.title'),
    blocks: [
      ...whose(reply, ctx),
      ...fields(reply, ctx),
      ...withdrawn(reply, ctx),
      ...under(ctx.ui('client.running'), buttons(reply.running.map(open(reply.readOnly ? 'digest' : 'conversation.resume')))),
      ...fitting(reply, ctx),
      ...under(ctx.ui('agreements.open'), agreementBlocks(ctx, reply.agreements, { client: reply.client.id, hidden: reply.discreet })),
      ...under(ctx.ui('client.finished'), finished(reply, ctx, open('digest'))),
    ],
    actions: [
      button(ctx, 'client.edit', data),
      ...consent(reply, ctx),
      button(ctx, 'note', data),
      button(ctx, 'notes', data),
      ...ctx.onClient(reply),
      button(ctx, 'client.manage', data, own ? {} : { label: ctx.ui('client.who') }),
      button(ctx, 'home'),
      button(ctx, 'crisis', data, { quiet: true }),
      discreetButton(ctx, reply.discreet, data),
      ...(own ? [button(ctx, 'client.erase', data, { quiet: true, danger: true })] : []),
    ],
  }
}

/** That the file is a colleague's, and what this counsellor may do with it; or how many colleagues it is shared with. */
function whose({ shared, owner, sharedWith, offered }: ReplyOf<'client'>, ctx: Context): Block[] {
  const name = owner ? personName(ctx, owner) : ctx.ui('person.colleague')
  return [
    ...(shared ? [quiet(ctx.ui(`client.shared.${shared}`, { name }))] : []),
    ...(sharedWith ? [quiet(ctx.ui('client.sharedWith', { count: sharedWith }))] : []),
    ...(offered ? [quiet(ctx.ui('client.offered', { day: ctx.date(offered) }))] : []),
  ]
}

/** Consent was withdrawn: nothing more is recorded, and what there is may be erased. */
function withdrawn({ client: { id }, fields: { consent: state }, shared }: ReplyOf<'client'>, ctx: Context): Block[] {
  if (state !== 'withdrawn') return []
  const erase = shared ? [] : [button(ctx, 'client.erase', { client: id }, { danger: true })]
  return [{ kind: 'attention', text: ctx.ui(shared ? 'client.withdrawnShared' : 'client.withdrawn') }, ...buttons(erase)]
}

/** The facts about this client, each on its own line; while discreet, only that the file is open. */
function fields({ client: { alias }, fields: kept, consentDate, partnerFile, discreet }: ReplyOf<'client'>, ctx: Context): Block[] {
  if (discreet) return [{ kind: 'text', text: ctx.ui('discreet.hidden'), quiet: true }]
  const named = (id: string, value: string | undefined): Block[] => line(ctx.ui(`client.${id}`), value)
  const household = [kept.partner ? ctx.ui('client.partner') : '', kept.children ? ctx.ui('client.children') : ''].filter(Boolean)
  const interpreter = kept.interpreter ? ctx.ui(`interpreters.${kept.interpreter}`) : ''
  const consented = ctx.ui(`consents.${kept.consent}`)
  return [
    ...named('alias', clip(alias, MAX_ALIAS)),
    ...named('phase', kicker(phaseName(ctx, kept.country, kept.phase), countryName(ctx, kept.country))),
    ...line(orderName(ctx, kept.country), kept.order ? ctx.ui('yes') : undefined),
    ...named('household', household.join(', ')),
    ...named('partnerFile', partnerFile && clip(partnerFile.alias, MAX_ALIAS)),
    ...named('interpreter', kicker(interpreter, kept.language)),
    ...named('consent', consentDate ? ctx.ui('client.consentOn', { consent: consented, day: ctx.date(consentDate) }) : consented),
    ...(partnerFile ? buttons([button(ctx, 'client.open', { client: partnerFile.id }, { label: ctx.ui('client.openPartner') })]) : []),
  ]
}

/** The conversations that fit the phase, and a line if none does. */
function fitting(reply: ReplyOf<'client'>, ctx: Context): Block[] {
  const { country, phase } = reply.fields
  const fits = { ns: `countries/${country}`, key: `phases.${phase}.fits` }
  const start = (id: string, primary: boolean): Action =>
    button(
      ctx,
      'conversation.new',
      { client: reply.client.id, conversation: id },
      { label: conversationTitle(ctx, id), primary: primary || undefined },
    )
  const cards = reply.prepared.map((id) =>
    button(
      ctx,
      'conversation.card',
      { client: reply.client.id, conversation: id },
      { label: ctx.ui('client.card', { title: conversationTitle(ctx, id) }) },
    ),
  )
  const conversations = [
    ...(reply.fitting ? [start(reply.fitting, reply.running.length === 0)] : []),
    ...reply.also.map((id) => start(id, false)),
  ]
  return [
    ...(ctx.has(fits) ? [{ kind: reply.noneFits ? 'attention' : 'text', text: ctx.text(fits, country) } as const] : []),
    ...factBlocks(ctx, ctx.content.countries.get(country)?.phases.find(({ id }) => id === phase)?.facts ?? [], country),
    ...under(ctx.ui('client.talks'), buttons(conversations)),
    ...under(ctx.ui('client.prepared'), buttons(cards)),
  ]
}

/** Consent changes during a conversation, not in a form: a button for each state that can come next. */
function consent({ client: { id }, fields: { consent: state } }: ReplyOf<'client'>, ctx: Context): Action[] {
  const label = { given: 'consentGiven', refused: 'consentRefused', withdrawn: 'consentWithdrawn' } as const
  const to = (next: keyof typeof label): Action =>
    button(ctx, 'consent', { client: id, state: next, from: state }, { label: ctx.ui(`actions.${label[next]}`) })
  if (state === 'given') return [to('withdrawn')]
  // Not asked yet: yes and no side by side.
  return state === 'asked-not' ? [to('given'), to('refused')] : [to('given')]
}

/** Finished conversations as buttons; if there are many, all of them in a drop-down. */
function finished({ client, finished: runs }: ReplyOf<'client'>, ctx: Context, open: (run: RunLine) => Action): Block[] {
  if (runs.length <= MAX_BUTTONS) return buttons(runs.map(open))
  const options = runs.map((run) => ({ id: run.id, label: runName(ctx, run) }))
  const choice: Block = {
    kind: 'input',
    input: 'choice',
    id: 'run',
    label: ctx.ui('client.choose'),
    options,
    compact: true,
    required: true,
    passing: true,
  }
  return [choice, ...buttons([button(ctx, 'digest', { client: client.id }, { inputs: true })])]
}
