/** A client: made, changed, opened, erased. */
import { advance } from '../../engine/engine.ts'
import type { ClientDocument } from '../../records/model.ts'
import { DamagedFile, NoAccess } from '../../records/records.ts'
import { before, type Outcome, say, type TurnContext } from '../../turn/context.ts'
import { personOf } from '../../turn/people.ts'
import { changing, handledIn } from '../../turn/record.ts'
import type { Reply } from '../../turn/replies.ts'
import { clientFor, seen } from '../../turn/rights.ts'
import { factsOf } from '../conversation/walk/play.ts'
import { atStep, definitionOf, stepView } from '../conversation/walk/step-reply.ts'
import { home } from '../home/home.ts'
import { setConsent } from './consent.ts'
import { asFilled, clientForm, type FormFields, fieldsOf, interpreterOf, partnerOf, readForm, sameAlias, warningsOf } from './form.ts'
import { awayAt, clientView } from './reply.ts'

/** A second tap on “save” arrives as another activity within this time, in milliseconds. */
const DOUBLE_TAP = 10_000

export async function createClient(ctx: TurnContext, data: FormFields): Promise<Outcome> {
  const { fields, errors } = readForm(ctx, data)
  const taken = sameAlias(ctx, fields.alias)
  const at = ctx.now().toISOString()
  const handled = taken && (await handledBefore(ctx, taken.id))
  if (handled) return handled
  if (taken && ctx.now().getTime() - Date.parse(taken.touched) < DOUBLE_TAP) return openClient(ctx, taken.id, 'alreadyDone')
  if (taken) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  if (errors.length) return { replies: [clientForm(ctx, asFilled(fields, errors), errors, undefined, data.partnerFile)] }
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

export async function editClient(ctx: TurnContext, id: string): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'write')
  return { replies: [clientForm(ctx, fieldsOf(client), [], client)], focus: awayAt(ctx, id) }
}

export async function updateClient(ctx: TurnContext, id: string, data: FormFields): Promise<Outcome> {
  const client = await clientFor(ctx, id, 'write')
  // While discreet the form does not show the alias: left empty, it stays.
  const filled = ctx.counsellor.discreet && !data.alias?.trim() ? { ...data, alias: undefined } : data
  const { fields, errors } = readForm(ctx, filled, fieldsOf(client))
  if (sameAlias(ctx, fields.alias, id)) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  if (errors.length) return { replies: [clientForm(ctx, asFilled(fields, errors), errors, client, data.partnerFile)] }
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

/** Opens the file; that somebody looked is noted. */
export async function openClient(ctx: TurnContext, id: string, notice?: string): Promise<Outcome> {
  const client = await seen(ctx, id)
  const owner = client.owner === ctx.user ? undefined : await personOf(ctx, client.owner)
  return {
    replies: [before(notice, clientView(ctx, client, owner ? { owner } : {}))],
    focus: awayAt(ctx, id),
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
    const run = atStep(draft, inView)
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
