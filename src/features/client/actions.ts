import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { advance } from '../../engine/engine.ts'
import type { Way } from '../../page/button.ts'
import { type ClientDocument, CONSENTS, type Consent, newFile, type UserKey } from '../../records/model.ts'
import { DamagedFile, NoAccess } from '../../records/records.ts'
import { change, handledIn } from '../../turn/change.ts'
import { awayAt, awayFrom, inView, type TurnContext } from '../../turn/context.ts'
import { Field, Id, inClient, nothing } from '../../turn/data.ts'
import { changes, runs, shows } from '../../turn/feature.ts'
import { clientsReply, lookingAlike } from '../../turn/file/clients.ts'
import { atStep, definitionOf, factsOf } from '../../turn/file/runs.ts'
import { type Next, next, type Outcome, told } from '../../turn/outcome.ts'
import { personOf } from '../../turn/people.ts'
import { type ReplyOf, say } from '../../turn/reply.ts'
import { clientFor } from '../../turn/rights.ts'
import { CONSENT_NOTICES, consentVerb, setConsent } from './consent.ts'
import { clientForm, type FormFields, fieldsOf, interpreterOf, partnerOf, readForm, warningsOf } from './form.ts'
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

export const actions = {
  clients: runs({
    right: 'anyone',
    data: z.object({ query: Field }),
    run: (ctx, { query }) => ({ replies: [clientsReply(ctx.counsellor, query)], focus: awayFrom(ctx) }),
  }),
  'client.new': runs({
    right: 'anyone',
    data: nothing,
    run: (ctx) => ({ replies: [clientForm(ctx)], focus: awayFrom(ctx) }),
  }),
  'client.create': runs({
    right: 'anyone',
    did: 'created',
    data: Form,
    form: (ctx) => ({ reply: clientForm(ctx) }),
    run: (ctx, data) => ctx.records.naming(ctx.user, () => createClient(ctx, data)),
  }),
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
    show: (ctx, { client: id }, client) => ({ replies: [clientForm(ctx, client)], focus: awayAt(ctx, id) }),
  }),
  'client.update': shows({
    right: 'write',
    did: 'changed',
    data: z.intersection(inClient, Form),
    async form(ctx, { client: id, ...boxes }) {
      return { reply: clientForm(ctx, await clientFor(ctx, id, 'write')), edits: true, guarded: guardedIn(boxes) }
    },
    show: (ctx, data, client) => ctx.records.naming(client.owner, () => updateClient(ctx, data, client)),
  }),
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
    data: inClient.extend({ state: z.enum(CONSENTS), from: z.enum(CONSENTS).optional(), run: Id.optional() }),
    confirm: [
      {
        what: 'withdrawConsent',
        danger: true,
        back: toClient,
        when: ({ state }, { consent }) => state === 'withdrawn' && consent.state === 'given',
      },
      {
        what: 'giveConsent',
        back: toClient,
        when: ({ state, from }, { consent }) => state === 'given' && !sawConsent(from, consent.state),
        showing: ({ consent }) => ({ from: consent.state }),
      },
    ],
    run: (ctx, { client: id, state, run: inside }) =>
      change(
        ctx,
        id,
        ({ draft }) => {
          const line = { ...told(CONSENT_NOTICES[state]), lines: setConsent(ctx, draft, state) }
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

function toClient({ client }: { client: string }): Way {
  return { action: 'client.open', data: { client } }
}

/**
 * What is asked about on a card that does not say what it showed, as those from before did not. It sent every box, so each that differs from
 * the file may hold an old value; consent is never given without asking.
 */
function guardedIn(boxes: FormFields): string[] {
  if (ALWAYS_SENT.every((box) => boxes[box] !== undefined)) return Object.keys(boxes)
  return boxes.consent === 'given' ? ['consent'] : []
}

/** An empty box of words is left out by some channels, these never are. */
const ALWAYS_SENT = ['country', 'phase', 'order', 'partner', 'children', 'consent'] as const

/** Whether the card showed that consent was refused or withdrawn: an old one must not give it back. `from`: what it showed. */
const sawConsent = (from: Consent['state'] | undefined, now: Consent['state']): boolean =>
  from === now || now === 'given' || (from === undefined && now === 'asked-not')

/** A second tap on “save” arrives as another activity within this time, in milliseconds. */
const DOUBLE_TAP = 10_000

async function createClient(ctx: TurnContext, data: FormFields): Promise<Outcome> {
  const { fields, errors } = readForm(ctx, data)
  const taken = lookingAlike(await ctx.records.counsellor(ctx.user), fields.alias)
  const at = ctx.now().toISOString()
  const there = taken && (await fileAt(ctx, taken.id))
  const handled = there && handledIn(ctx, there)
  if (handled) return handled
  const isNew = taken !== undefined && ctx.now().getTime() - Date.parse(taken.touched) < DOUBLE_TAP
  // Only the very same form is a second tap: other boxes would be lost without a word.
  if (isNew && there && isDeepStrictEqual(fieldsOf(there), fields))
    return next('client.open', { client: taken.id }, { notice: { key: 'alreadyDone' } })
  if (taken) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  if (errors.length) return { replies: [clientForm(ctx, undefined, { errors, boxes: data })] }
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

/** The file that has this name already: on a retry after a restart it knows where this activity led. */
async function fileAt(ctx: TurnContext, client: string): Promise<ClientDocument | undefined> {
  try {
    return await clientFor(ctx, client, 'read')
  } catch (error) {
    if (error instanceof NoAccess || error instanceof DamagedFile) return undefined
    throw error
  }
}

function withWarnings(key: 'clientCreated' | 'clientUpdated', alias: string, more: ReplyOf<'notice'>[] = []): Omit<Next, 'next' | 'data'> {
  const warning = warningsOf(alias)[0]
  return { ...told(key), lines: [...(warning ? [say(warning.key)] : []), ...more] }
}

async function updateClient(
  ctx: TurnContext,
  { client: id, ...data }: FormFields & { client: string },
  client: ClientDocument,
): Promise<Outcome> {
  // While discreet the form does not show the alias: left empty, it stays the same.
  const filled = ctx.counsellor.discreet && !data.alias?.trim() ? { ...data, alias: undefined } : data
  const { fields, errors } = readForm(ctx, filled, fieldsOf(client))
  const on = async (list: UserKey) => lookingAlike(await ctx.records.counsellor(list), fields.alias, id)
  if (await on(ctx.user)) errors.push({ key: 'aliasTaken', values: { alias: fields.alias } })
  else if (client.owner !== ctx.user && (await on(client.owner))) errors.push({ key: 'aliasTakenByOwner' })
  if (errors.length) return { replies: [clientForm(ctx, client, { errors, boxes: data })] }
  return change(ctx, id, ({ draft }) => {
    // What was not changed here stays as it is at this moment.
    const { interpreter, consent, ...rest } = readForm(ctx, filled, fieldsOf(draft)).fields
    Object.assign(draft, rest, partnerOf(ctx, data, rest.partner, { ...draft }))
    draft.interpreter = interpreterOf(interpreter).interpreter
    const lines = setConsent(ctx, draft, consent)
    for (const run of draft.runs)
      run.session = advance(definitionOf(ctx, run), run.session, { type: 'facts', facts: factsOf(draft) }).session
    return next('client.open', { client: id }, withWarnings('clientUpdated', fields.alias, lines))
  })
}
