/** A client: the form, the file, consent, erasing. */
import { INTERPRETERS, type InterpreterKind, PHASES } from '../content/schema.ts'
import { advance } from '../engine/engine.ts'
import { rightOf } from '../records/access.ts'
import type { ClientDocument, Consent } from '../records/model.ts'
import { DamagedFile, NoAccess } from '../records/records.ts'
import { looksLikeRealName } from '../safety/personal-data.ts'
import { before, type Outcome, say, type TurnContext } from './context.ts'
import { openAgreements } from './digest.ts'
import { fold, home, runLine } from './home.ts'
import { personOf } from './people.ts'
import { factsOf } from './play.ts'
import { changing, handledIn } from './record.ts'
import type { ClientFields, Notice, PersonRef, Reply } from './replies.ts'
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
  // Marks of direction and the like alone cannot be seen.
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(alias)) errors.push({ key: 'aliasMissing' })
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

function form(
  ctx: TurnContext,
  values: Partial<ClientFields>,
  errors: Notice[] = [],
  client?: ClientDocument,
  wanted: string | undefined = client?.partnerFile,
): Reply {
  const { clients, discreet } = ctx.counsellor
  // Other clients' aliases stay off a screen that somebody may look at; the link can be made later.
  const partners = discreet ? [] : clients.filter((entry) => entry.id !== client?.id).map(({ id, alias }) => ({ id, alias }))
  const partnerFile = partners.find((one) => one.id === wanted)?.id
  return {
    view: 'client-form',
    ...(client ? { client: client.id } : {}),
    ...(partnerFile ? { partnerFile } : {}),
    discreet,
    values,
    countries: [...ctx.content.countries.keys()],
    partners,
    warnings: values.alias ? warningsOf(values.alias) : [],
    errors,
  }
}

/** What was not chosen is not shown as chosen when the form comes back. */
function asFilled({ phase, country, ...rest }: ClientFields, errors: readonly Notice[]): Partial<ClientFields> {
  const wrong = new Set(errors.map(({ key }) => key))
  return { ...rest, ...(wrong.has('phaseMissing') ? {} : { phase }), ...(wrong.has('countryMissing') ? {} : { country }) }
}

export const newClientForm = (ctx: TurnContext): Outcome => ({ replies: [form(ctx, {})] })

const sameAlias = (ctx: TurnContext, alias: string, except?: string) =>
  ctx.counsellor.clients.find((entry) => entry.id !== except && fold(entry.alias) === fold(alias))

const interpreterOf = (value: InterpreterKind | ''): { interpreter?: InterpreterKind } => (value ? { interpreter: value } : {})

/** A partner's file is linked only when it is on the counsellor's own list too, and is another one. */
const linked = (ctx: TurnContext, id: string | undefined, client?: string): string | undefined =>
  id !== client && ctx.counsellor.clients.some((entry) => entry.id === id) ? id : undefined

/** Linking a file says that there is a partner; saying that there is none takes the link away. */
function partnerOf(
  ctx: TurnContext,
  data: FormFields,
  partner: boolean,
  former?: Pick<ClientDocument, 'id' | 'partner' | 'partnerFile'>,
): Pick<ClientDocument, 'partner' | 'partnerFile'> {
  const wanted = data.partnerFile === undefined ? former?.partnerFile : linked(ctx, data.partnerFile, former?.id)
  const isNew = wanted !== undefined && wanted !== former?.partnerFile
  const left = former?.partner === true && !partner && !isNew
  return { partner: partner || (wanted !== undefined && !left), partnerFile: left ? undefined : wanted }
}

export async function createClient(ctx: TurnContext, data: FormFields): Promise<Outcome> {
  const { fields, errors } = read(ctx, data)
  const taken = sameAlias(ctx, fields.alias)
  const at = ctx.now().toISOString()
  const handled = taken && (await handledBefore(ctx, taken.id))
  if (handled) return handled
  if (taken && ctx.now().getTime() - Date.parse(taken.touched) < DOUBLE_TAP) return openClient(ctx, taken.id, 'alreadyDone')
  if (taken) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  if (errors.length) return { replies: [form(ctx, asFilled(fields, errors), errors, undefined, data.partnerFile)] }
  const { interpreter, consent, ...rest } = fields
  const document: ClientDocument = {
    model: 1,
    id: ctx.records.newId(),
    tenant: ctx.turn.user.tenant,
    owner: ctx.user,
    shares: [],
    ...rest,
    ...interpreterOf(interpreter),
    ...partnerOf(ctx, data, fields.partner),
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
  return changing(ctx, document.id, 'created', (draft) => ({
    replies: withWarnings([clientView(ctx, draft)], 'clientCreated', fields.alias),
    focus: { client: draft.id, away: true },
    closed: { notice: { key: 'clientCreated' } },
  }))
}

/** The same activity once more, after a restart: its client is there already, with the reply in its file. */
async function handledBefore(ctx: TurnContext, client: string): Promise<Outcome | undefined> {
  try {
    return handledIn(ctx, await ctx.records.client(ctx.user, client))
  } catch (error) {
    if (error instanceof NoAccess || error instanceof DamagedFile) return undefined
    throw error
  }
}

const withWarnings = (replies: Reply[], key: string, alias: string): Reply[] => {
  const warning = warningsOf(alias)[0]
  return [...(warning ? [say(warning.key)] : []), ...replies.map((reply) => before(key, reply))]
}

/** At this client's page; the conversation of theirs that was last in view can be taken up from home. */
const awayAt = ({ counsellor: { focus } }: TurnContext, client: string): Outcome['focus'] => ({
  ...(focus?.client === client ? focus : { client }),
  away: true,
})

export async function editClient(ctx: TurnContext, id: string): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'write')
  return { replies: [form(ctx, fieldsOf(client), [], client)], focus: awayAt(ctx, id) }
}

export async function updateClient(ctx: TurnContext, id: string, data: FormFields): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'write')
  // While discreet the form does not show the alias: left empty, it stays.
  const filled = ctx.counsellor.discreet && !data.alias?.trim() ? { ...data, alias: undefined } : data
  const { fields, errors } = read(ctx, filled, fieldsOf(client))
  if (sameAlias(ctx, fields.alias, id)) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  if (errors.length) return { replies: [form(ctx, asFilled(fields, errors), errors, client, data.partnerFile)] }
  return changing(ctx, id, 'changed', (draft) => {
    const { interpreter, consent, ...rest } = fields
    Object.assign(draft, rest, partnerOf(ctx, data, fields.partner, { ...draft }))
    draft.interpreter = interpreterOf(interpreter).interpreter
    setConsent(ctx, draft, consent)
    for (const run of draft.runs)
      run.session = advance(definitionOf(ctx, run.conversation), run.session, { type: 'facts', facts: factsOf(draft) }).session
    return {
      replies: withWarnings([clientView(ctx, draft)], 'clientUpdated', fields.alias),
      focus: awayAt(ctx, id),
      closed: { notice: { key: 'clientUpdated' } },
    }
  })
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

/**
 * Consent given, refused or withdrawn, dated. Withdrawn: nothing more is recorded, and what there is may be erased; since the day it was
 * given goes with it, a tap by mistake is asked about first. Asked in the middle of a conversation (`inside`), it goes on there.
 */
export async function changeConsent(
  ctx: TurnContext,
  id: string,
  state: Consent['state'],
  inside: string | undefined,
  sure: boolean,
): Promise<Outcome> {
  if (state === 'withdrawn' && !sure) {
    const { consent } = await clientFor(ctx, id, 'write')
    const data = { client: id, state, ...(inside ? { run: inside } : {}), sure: 'yes' }
    const cancel = { action: 'client.open', data: { client: id } }
    if (consent.state === 'given') return { replies: [{ view: 'confirm', what: 'withdrawConsent', action: 'consent', data, cancel }] }
  }
  return changing(ctx, id, `consent ${state}`, (draft) => {
    setConsent(ctx, draft, state)
    const run = draft.runs.find((one) => one.id === inside && one.session.status === 'running' && !one.session.detour)
    return {
      replies: [before(CONSENT_TOLD[state], run ? stepView(ctx, draft, run) : clientView(ctx, draft))],
      focus: run ? { client: id, run: run.id } : awayAt(ctx, id),
      closed: { notice: { key: CONSENT_TOLD[state] } },
    }
  })
}

/** Opens the file; that somebody looked is noted. */
export async function openClient(ctx: TurnContext, id: string, notice?: string): Promise<Outcome> {
  const client = await seen(ctx, id)
  const owner = client.owner === ctx.user ? undefined : await personOf(ctx, client.owner)
  return {
    replies: [before(notice, clientView(ctx, client, owner ? { owner } : {}))],
    focus: awayAt(ctx, id),
  }
}

/**
 * The client's file at a glance: what fits the phase, what is in progress, what was agreed.
 * @param more what stands elsewhere: whose file it is
 */
export function clientView(ctx: TurnContext, client: ClientDocument, { owner }: { owner?: PersonRef } = {}): Reply {
  const partner = client.partnerFile ? ctx.counsellor.clients.find((entry) => entry.id === client.partnerFile) : undefined
  const right = rightOf(client, ctx.user)
  const phase = ctx.content.countries.get(client.country)?.phases.find((one) => one.id === client.phase)
  return {
    view: 'client',
    client: { id: client.id, alias: client.alias },
    fields: fieldsOf(client),
    ...(client.consent.at ? { consentDate: client.consent.at.slice(0, 10) } : {}),
    ...(partner ? { partnerFile: { id: partner.id, alias: partner.alias } } : {}),
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

/** Ticks an agreement off. In the middle of a conversation with this client it goes on there. */
export function agreementDone(ctx: TurnContext, id: string, agreement: string): Promise<Outcome> {
  return changing(ctx, id, 'agreement done', (draft) => {
    const found = draft.agreements.find((one) => one.id === agreement)
    const key = found && !found.done ? 'agreementDone' : 'alreadyDone'
    if (found) found.done ??= ctx.now().toISOString()
    const { focus } = ctx.counsellor
    const inView = focus?.client === id && !focus.away ? focus.run : undefined
    const run = draft.runs.find((one) => one.id === inView && one.session.status === 'running' && !one.session.detour)
    return { replies: [before(key, run ? stepView(ctx, draft, run) : clientView(ctx, draft))] }
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
  return { ...start, focus: null, erased: id, ...cards, closed: { notice: { key: 'erasedDone' } }, forget: true }
}
