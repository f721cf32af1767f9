/** A client: the form, the file, consent, erasing. */
import { INTERPRETERS, type InterpreterKind, PHASES } from '../content/schema.ts'
import { advance } from '../engine/engine.ts'
import { rightOf } from '../records/access.ts'
import type { ClientDocument, Consent } from '../records/model.ts'
import { looksLikeRealName } from '../safety/personal-data.ts'
import { before, type Outcome, say, type TurnContext } from './context.ts'
import { openAgreements } from './digest.ts'
import { fold, home, runLine } from './home.ts'
import { personOf } from './people.ts'
import { factsOf } from './play.ts'
import { changing } from './record.ts'
import type { ClientFields, ClientRef, Notice, PersonRef, Reply } from './replies.ts'
import { clientFor, seen } from './rights.ts'
import { definitionOf, stepView } from './step-view.ts'

/** What the form brings: text, whatever it looks like. */
export interface FormFields {
  alias?: string
  country?: string
  phase?: string
  order?: string
  partner?: string
  children?: string
  interpreter?: string
  language?: string
  consent?: string
  partnerFile?: string
}

const ALIAS_LENGTH = 60
/** A second tap on “save” arrives as another activity within this time, in milliseconds. */
const DOUBLE_TAP = 10_000

const isIn = <T extends string>(list: readonly T[], value: string | undefined): value is T => list.includes(value as T)
export const CONSENTS = ['asked-not', 'given', 'refused', 'withdrawn'] as const

/** What the form says, and which lines are wrong; what is left out keeps its former value. */
function read(ctx: TurnContext, form: FormFields, former?: ClientFields): { fields: ClientFields; errors: Notice[] } {
  const errors: Notice[] = []
  const alias = (form.alias ?? former?.alias ?? '').trim().replace(/\s+/gu, ' ')
  if (!alias) errors.push({ key: 'aliasMissing' })
  else if (alias.length > ALIAS_LENGTH) errors.push({ key: 'aliasTooLong', values: { count: ALIAS_LENGTH } })
  const country = form.country ?? former?.country
  if (!country || !ctx.content.countries.has(country)) errors.push({ key: 'countryMissing' })
  const phase = form.phase ?? former?.phase
  if (!isIn(PHASES, phase)) errors.push({ key: 'phaseMissing' })
  const tick = (value: string | undefined, was: boolean | undefined) => (value === undefined ? (was ?? false) : value === 'true')
  const interpreter = form.interpreter ?? former?.interpreter ?? ''
  const consent = form.consent ?? former?.consent
  return {
    errors,
    fields: {
      alias,
      country: country ?? '',
      phase: isIn(PHASES, phase) ? phase : 'pending',
      order: tick(form.order, former?.order),
      partner: tick(form.partner, former?.partner),
      children: tick(form.children, former?.children),
      interpreter: isIn(INTERPRETERS, interpreter) ? interpreter : '',
      language: (form.language ?? former?.language ?? '').trim().slice(0, 100),
      consent: isIn(CONSENTS, consent) ? consent : 'asked-not',
    },
  }
}

const fieldsOf = (client: ClientDocument): ClientFields => ({
  alias: client.alias,
  country: client.country,
  phase: client.phase,
  order: client.order,
  partner: client.partner,
  children: client.children,
  interpreter: client.interpreter ?? '',
  language: client.language,
  consent: client.consent.state,
})

const warningsOf = (alias: string): Notice[] => (looksLikeRealName(alias) ? [{ key: 'aliasLooksReal' }] : [])

function form(ctx: TurnContext, values: Partial<ClientFields>, errors: Notice[] = [], client?: ClientDocument): Reply {
  const partners = ctx.counsellor.clients.filter((entry) => entry.id !== client?.id).map(({ id, alias }) => ({ id, alias }))
  return {
    view: 'client-form',
    ...(client ? { client: client.id } : {}),
    ...(client?.partnerFile ? { partnerFile: client.partnerFile } : {}),
    values,
    countries: [...ctx.content.countries.keys()],
    partners,
    warnings: values.alias ? warningsOf(values.alias) : [],
    errors,
  }
}

export const newClientForm = (ctx: TurnContext): Outcome => ({ replies: [form(ctx, {})] })

const sameAlias = (ctx: TurnContext, alias: string, except?: string) =>
  ctx.counsellor.clients.find((entry) => entry.id !== except && fold(entry.alias) === fold(alias))

const interpreterOf = (value: InterpreterKind | ''): { interpreter?: InterpreterKind } => (value ? { interpreter: value } : {})

/** A partner's file is linked only when it is the counsellor's own too. */
const partnerOf = (ctx: TurnContext, id: string | undefined): { partnerFile?: string } =>
  id && ctx.counsellor.clients.some((entry) => entry.id === id) ? { partnerFile: id } : {}

export async function createClient(ctx: TurnContext, data: FormFields): Promise<Outcome> {
  const { fields, errors } = read(ctx, data)
  const taken = sameAlias(ctx, fields.alias)
  const at = ctx.now().toISOString()
  if (taken && ctx.now().getTime() - Date.parse(taken.touched) < DOUBLE_TAP) return openClient(ctx, taken.id, 'alreadyDone')
  if (taken) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  if (errors.length) return { replies: [form(ctx, fields, errors)] }
  const { interpreter, consent, ...rest } = fields
  const document: ClientDocument = {
    model: 1,
    id: ctx.records.newId(),
    tenant: ctx.turn.user.tenant,
    owner: ctx.user,
    shares: [],
    ...rest,
    ...interpreterOf(interpreter),
    ...partnerOf(ctx, data.partnerFile),
    consent: consent === 'asked-not' ? { state: consent } : { state: consent, at, by: ctx.user },
    created: at,
    touched: at,
    runs: [],
    finished: [],
    agreements: [],
    prepared: {},
    notes: [],
    handled: [],
    audit: [],
  }
  await ctx.records.createClient(document)
  const view = await changing(ctx, document.id, 'created', (draft) => ({
    replies: [clientView(ctx, draft)],
    focus: { client: draft.id, away: true },
  }))
  return { ...view, replies: withWarnings(view.replies, 'clientCreated', fields.alias), closed: { notice: { key: 'clientCreated' } } }
}

const withWarnings = (replies: Reply[], key: string, alias: string): Reply[] => {
  const warning = warningsOf(alias)[0]
  return [...(warning ? [say(warning.key)] : []), ...replies.map((reply) => before(key, reply))]
}

export async function editClient(ctx: TurnContext, id: string): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'write')
  return { replies: [form(ctx, fieldsOf(client), [], client)], focus: { client: id, away: true } }
}

export async function updateClient(ctx: TurnContext, id: string, data: FormFields): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'write')
  const { fields, errors } = read(ctx, data, fieldsOf(client))
  if (sameAlias(ctx, fields.alias, id)) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  if (errors.length) return { replies: [form(ctx, fields, errors, client)] }
  const outcome = await changing(ctx, id, 'changed', (draft) => {
    const { interpreter, consent, ...rest } = fields
    Object.assign(draft, rest)
    draft.interpreter = interpreterOf(interpreter).interpreter
    draft.partnerFile = data.partnerFile === undefined ? draft.partnerFile : partnerOf(ctx, data.partnerFile).partnerFile
    setConsent(ctx, draft, consent)
    for (const run of draft.runs)
      run.session = advance(definitionOf(ctx, run.conversation), run.session, { type: 'facts', facts: factsOf(draft) }).session
    return { replies: [clientView(ctx, draft)], focus: { client: id, away: true }, closed: { notice: { key: 'clientUpdated' } } }
  })
  return { ...outcome, replies: withWarnings(outcome.replies, 'clientUpdated', fields.alias) }
}

function setConsent(ctx: TurnContext, draft: ClientDocument, state: Consent['state']): void {
  if (draft.consent.state !== state) draft.consent = { state, at: ctx.now().toISOString(), by: ctx.user }
}

const CONSENT_TOLD = {
  'asked-not': 'clientUpdated',
  given: 'consentGiven',
  refused: 'consentRefused',
  withdrawn: 'consentWithdrawn',
} as const

/** Consent given, refused or withdrawn, dated. Withdrawn: nothing more is recorded, and what there is may be erased. Asked in the middle of a conversation (`inside`), it goes on there. */
export function changeConsent(ctx: TurnContext, id: string, state: Consent['state'], inside?: string): Promise<Outcome> {
  return changing(ctx, id, `consent ${state}`, (draft) => {
    setConsent(ctx, draft, state)
    const run = draft.runs.find((one) => one.id === inside && one.session.status === 'running' && !one.session.detour)
    return {
      replies: [before(CONSENT_TOLD[state], run ? stepView(ctx, draft, run) : clientView(ctx, draft))],
      focus: run ? { client: id, run: run.id } : { client: id, away: true },
      closed: { notice: { key: CONSENT_TOLD[state] } },
    }
  })
}

/** Opens the file; that somebody looked is noted. */
export async function openClient(ctx: TurnContext, id: string, notice?: string): Promise<Outcome> {
  const client = await seen(ctx, id)
  const partner = client.partnerFile ? ctx.counsellor.clients.find((entry) => entry.id === client.partnerFile) : undefined
  const owner = client.owner === ctx.user ? undefined : await personOf(ctx, client.owner)
  const view = clientView(ctx, client, { partner: partner ? { id: partner.id, alias: partner.alias } : undefined, owner })
  return {
    replies: [before(notice, view)],
    focus: { ...(ctx.counsellor.focus?.client === id ? ctx.counsellor.focus : { client: id }), away: true },
  }
}

/**
 * The client's file at a glance: what fits the phase, what is in progress, what was agreed.
 * @param more what stands elsewhere: the partner's own file, whose file it is
 */
export function clientView(
  ctx: TurnContext,
  client: ClientDocument,
  { partner, owner }: { partner?: ClientRef; owner?: PersonRef } = {},
): Reply {
  const right = rightOf(client, ctx.user)
  const phase = ctx.content.countries.get(client.country)?.phases.find((one) => one.id === client.phase)
  return {
    view: 'client',
    client: { id: client.id, alias: client.alias },
    fields: fieldsOf(client),
    ...(client.consent.at ? { consentDate: client.consent.at.slice(0, 10) } : {}),
    ...(partner ? { partnerFile: partner } : {}),
    ...(phase?.conversation ? { fitting: phase.conversation } : {}),
    also: phase?.also ?? [],
    noTalk: !phase?.conversation && !phase?.also.length,
    running: client.runs.map((run) => runLine(ctx, run)),
    finished: client.finished
      .map((line) => ({ id: line.id, conversation: line.conversation, mode: line.mode, status: 'finished' as const, date: line.date }))
      .toReversed(),
    prepared: Object.keys(client.prepared),
    agreements: openAgreements(client),
    discreet: ctx.counsellor.discreet,
    ...(right === 'read' || right === 'write' ? { shared: right } : {}),
    ...(owner ? { owner } : {}),
    ...(right === 'owner' && client.shares.length ? { sharedWith: client.shares.length } : {}),
    ...(right === 'owner' && client.handover ? { offered: client.handover.at } : {}),
    ...(right === 'read' ? { readOnly: true } : {}),
  }
}

export function agreementDone(ctx: TurnContext, id: string, agreement: string): Promise<Outcome> {
  return changing(ctx, id, 'agreement done', (draft) => {
    const found = draft.agreements.find((one) => one.id === agreement)
    if (found) found.done ??= ctx.now().toISOString()
    return { replies: [before('agreementDone', clientView(ctx, draft))] }
  })
}

/** Asks first what goes and what stays elsewhere; then erases for good. */
export async function eraseClient(ctx: TurnContext, id: string, sure: boolean): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'owner')
  if (!sure) {
    const data = { client: id, sure: 'yes' }
    return {
      replies: [
        {
          view: 'confirm',
          what: 'eraseClient',
          action: 'client.erase',
          data,
          cancel: { action: 'client.open', data: { client: id } },
          values: { alias: client.alias },
        },
      ],
    }
  }
  await ctx.records.erase(ctx.user, id, ctx.turn.channel)
  ctx.expiry.forget(ctx.user)
  const rest = { ...ctx.counsellor, clients: ctx.counsellor.clients.filter((entry) => entry.id !== id), focus: undefined }
  const start = await home({ ...ctx, counsellor: rest }, { key: 'erased' })
  const cards = client.shown?.length ? { cards: client.shown } : {}
  return { ...start, focus: null, erased: id, ...cards, closed: { notice: { key: 'erasedDone' } } }
}
