import { z } from 'zod'
import { advance } from '../../engine/engine.ts'
import { type ClientDocument, CONSENTS, newFile } from '../../records/model.ts'
import { DamagedFile, NoAccess } from '../../records/records.ts'
import { change, handledIn } from '../../turn/change.ts'
import { awayAt, awayFrom, inView, type TurnContext } from '../../turn/context.ts'
import { Field, Id, inClient, nothing } from '../../turn/data.ts'
import { changes, runs, shows } from '../../turn/feature.ts'
import { clientsReply } from '../../turn/file/clients.ts'
import { atStep, definitionOf, factsOf } from '../../turn/file/runs.ts'
import { filledIn } from '../../turn/form.ts'
import { type Next, next, type Outcome, told } from '../../turn/outcome.ts'
import { personOf } from '../../turn/people.ts'
import { say } from '../../turn/reply.ts'
import { clientFor } from '../../turn/rights.ts'
import { CONSENT_NOTICES, consentVerb, setConsent } from './consent.ts'
import {
  asFilled,
  boxesOf,
  clientForm,
  type FormFields,
  fieldsOf,
  guarded,
  interpreterOf,
  partnerOf,
  readForm,
  sameAlias,
  warningsOf,
} from './form.ts'
import { clientReply } from './reply.ts'

const Form = z.object({
  alias: Field,
  country: Field,
  phase: Field,
  order: Field,
  partner: Field,
  children: Field,
  interpreter: Field,
  language: Field,
  consent: Field,
  partnerFile: Field,
})
const Update = z.intersection(inClient, Form.extend({ shown: Field }))

export const actions = {
  clients: runs({
    right: 'anyone',
    data: z.object({ query: Field }),
    run: (ctx, { query }) => ({ replies: [clientsReply(ctx.counsellor, query)], focus: awayFrom(ctx) }),
  }),
  'client.new': runs({
    right: 'anyone',
    data: nothing,
    run: (ctx) => ({ replies: [clientForm(ctx, { values: {} })], focus: awayFrom(ctx) }),
  }),
  'client.create': runs({ right: 'anyone', did: 'created', data: Form, run: createClient }),
  'client.open': shows({
    right: 'read',
    look: true,
    data: inClient,
    /** Opens the file; the look is noted in the audit. */
    async show(ctx, { client: id }, client) {
      const owner = client.owner === ctx.user ? undefined : await personOf(ctx, client.owner)
      return { replies: [clientReply(ctx, client, owner ? { owner } : {})], focus: awayAt(ctx, id) }
    },
  }),
  'client.edit': shows({
    right: 'write',
    data: inClient,
    show: (ctx, { client: id }, client) => ({ replies: [clientForm(ctx, { values: fieldsOf(client), client })], focus: awayAt(ctx, id) }),
  }),
  'client.update': shows({ right: 'write', did: 'changed', data: Update, show: updateClient }),
  'client.erase': runs({
    right: 'owner',
    data: inClient,
    // Asks first, naming what goes and what stays elsewhere; then erases for good.
    confirm: {
      what: 'eraseClient',
      danger: true,
      back: ({ client }) => ({ action: 'client.open', data: { client } }),
      values: ({ alias }) => ({ alias }),
    },
    async run(ctx, { client: id }) {
      await ctx.records.erase(ctx.user, id, ctx.turn.channel)
      return next('home', {}, { focus: null, notice: { key: 'erased' }, closed: { notice: { key: 'erasedDone' } } })
    },
  }),
  /**
   * Consent given, refused or withdrawn, dated. Once withdrawn, nothing more is recorded, and what there is may be erased. Withdrawing also
   * deletes the day it was given, so it asks first. Asked during a conversation, the conversation goes on afterwards.
   */
  consent: runs({
    right: 'write',
    data: inClient.extend({ state: z.enum(CONSENTS), run: Id.optional() }),
    confirm: {
      what: 'withdrawConsent',
      danger: true,
      back: ({ client }) => ({ action: 'client.open', data: { client } }),
      when: ({ state }, { consent }) => state === 'withdrawn' && consent.state === 'given',
    },
    run: (ctx, { client: id, state, run: inside }) =>
      change(
        ctx,
        id,
        ({ draft }) => {
          setConsent(ctx, draft, state)
          const line = told(CONSENT_NOTICES[state])
          return atStep(draft, inside) && inside
            ? next('conversation.here', { client: id, run: inside }, line)
            : next('client.open', { client: id }, line)
        },
        consentVerb(state),
      ),
  }),
  /** Ticks off an agreement. During a run with this client, the run goes on afterwards. */
  'agreement.done': changes({
    right: 'write',
    did: 'agreement done',
    data: inClient.extend({ agreement: z.string().max(100) }),
    change(ctx, { client: id, agreement }, { draft }) {
      const found = draft.agreements.find((one) => one.id === agreement)
      const notice = { key: found && !found.done ? ('agreementDone' as const) : ('alreadyDone' as const) }
      if (found) found.done ??= ctx.now().toISOString()
      const here = inView(ctx)
      return here?.client === id && atStep(draft, here.run)
        ? next('conversation.here', here, { notice })
        : next('client.open', { client: id }, { notice })
    },
  }),
}

/** A second tap on “save” arrives as another activity within this time, in milliseconds. */
const DOUBLE_TAP = 10_000

async function createClient(ctx: TurnContext, data: FormFields): Promise<Outcome> {
  const { fields, errors } = readForm(ctx, data)
  const taken = sameAlias(ctx, fields.alias)
  const at = ctx.now().toISOString()
  const handled = taken && (await handledBefore(ctx, taken.id))
  if (handled) return handled
  if (taken && ctx.now().getTime() - Date.parse(taken.touched) < DOUBLE_TAP)
    return next('client.open', { client: taken.id }, { notice: { key: 'alreadyDone' } })
  if (taken) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  if (errors.length) return { replies: [clientForm(ctx, { values: asFilled(fields, errors), errors, partnerFile: data.partnerFile })] }
  const { interpreter, consent, ...rest } = fields
  const document: ClientDocument = {
    ...newFile({ id: ctx.records.newId(), tenant: ctx.turn.user.tenant, owner: ctx.user, at }),
    ...rest,
    ...interpreterOf(interpreter),
    ...partnerOf(ctx, data, fields.partner),
    consent: consent === 'asked-not' ? { state: consent } : { state: consent, at, by: ctx.user },
  }
  await ctx.records.createClient(document)
  return change(ctx, document.id, () => next('client.open', { client: document.id }, withWarnings('clientCreated', fields.alias)))
}

/** Where this activity led, if it is a retry after a restart and its client already exists. */
async function handledBefore(ctx: TurnContext, client: string): Promise<Next | undefined> {
  try {
    return handledIn(ctx, await clientFor(ctx, client, 'read'))
  } catch (error) {
    if (error instanceof NoAccess || error instanceof DamagedFile) return undefined
    throw error
  }
}

function withWarnings(key: 'clientCreated' | 'clientUpdated', alias: string): Omit<Next, 'next' | 'data'> {
  const warning = warningsOf(alias)[0]
  return { ...told(key), lines: warning && [say(warning.key)] }
}

const without = (boxes: FormFields, names: readonly (string | number)[]): FormFields =>
  Object.fromEntries(Object.entries(boxes).filter(([name]) => !names.includes(name)))

async function updateClient(
  ctx: TurnContext,
  { client: id, shown, ...boxes }: FormFields & { client: string; shown?: string },
  client: ClientDocument,
): Promise<Outcome> {
  const { discreet } = ctx.counsellor
  // While discreet the form does not show the alias: left empty, it stays the same.
  const filled = discreet && !boxes.alias?.trim() ? { ...boxes, alias: undefined } : boxes
  const { changed: data, conflicts } = filledIn<FormFields>(shown, filled, boxesOf(client, false), guarded(filled))
  const { fields, errors } = readForm(ctx, data, fieldsOf(client))
  if (sameAlias(ctx, fields.alias, id)) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  if (conflicts.length) {
    // These boxes come back as they are in the file; the rest as it was filled in.
    const { fields: values } = readForm(ctx, without(data, conflicts), fieldsOf(client))
    const both = conflicts.map((box) => ({ box, mine: data[box] ?? '' }))
    return { replies: [clientForm(ctx, { values, errors, conflicts: both, client, partnerFile: data.partnerFile })] }
  }
  if (errors.length)
    return { replies: [clientForm(ctx, { values: asFilled(fields, errors), errors, client, partnerFile: data.partnerFile })] }
  return change(ctx, id, ({ draft }) => {
    // What was not changed here stays as it is at this moment.
    const { interpreter, consent, ...rest } = readForm(ctx, data, fieldsOf(draft)).fields
    Object.assign(draft, rest, partnerOf(ctx, data, fields.partner, { ...draft }))
    draft.interpreter = interpreterOf(interpreter).interpreter
    setConsent(ctx, draft, consent)
    for (const run of draft.runs)
      run.session = advance(definitionOf(ctx, run.conversation), run.session, { type: 'facts', facts: factsOf(draft) }).session
    return next('client.open', { client: id }, withWarnings('clientUpdated', fields.alias))
  })
}
