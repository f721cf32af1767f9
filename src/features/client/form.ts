/** The form for a client: what it asks, what was filled in, what is wrong with it. */

import { isBlank } from '../../content/fold.ts'
import { nameTyped } from '../../content/printable.ts'
import { INTERPRETERS, type InterpreterKind, PHASES, type Phase } from '../../content/schema.ts'
import type { Notice } from '../../page/notice.ts'
import { type ClientDocument, CONSENTS, type Consent } from '../../records/model.ts'
import { looksLikeRealName } from '../../safety/personal-data.ts'
import type { TurnContext } from '../../turn/context.ts'
import { filledOf } from '../../turn/form.ts'
import type { ReplyOf } from '../../turn/reply.ts'

export interface ClientFields {
  alias: string
  country: string
  phase: Phase
  order: boolean
  partner: boolean
  children: boolean
  interpreter: InterpreterKind | ''
  language: string
  consent: Consent['state']
}

/** What the form sent: strings, whatever they look like. */
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

const isIn = <T extends string>(list: readonly T[], value: string | undefined): value is T => list.includes(value as T)

/** The form's values, and which of them are wrong; fields left out keep their former value. */
export function readForm(ctx: TurnContext, form: FormFields, former?: ClientFields): { fields: ClientFields; errors: Notice[] } {
  const errors: Notice[] = []
  const alias = nameTyped(form.alias ?? former?.alias ?? '')
  if (isBlank(alias)) errors.push({ key: 'aliasMissing' })
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
      language: (form.language ?? former?.language ?? '').trim(),
      consent: isIn(CONSENTS, consent) ? consent : 'asked-not',
    },
  }
}

export const fieldsOf = (client: ClientDocument): ClientFields => ({
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

export const warningsOf = (alias: string): Notice[] => (looksLikeRealName(alias) ? [{ key: 'aliasLooksReal' }] : [])

/** What is wrong with a form, and what was filled in. */
interface Wrong {
  errors: Notice[]
  boxes: FormFields
}

/** @param client absent: a new one @param wrong absent: the form as it is opened */
export function clientForm(ctx: TurnContext, client?: ClientDocument, wrong?: Wrong): ReplyOf<'client-form'> {
  const { clients, discreet } = ctx.counsellor
  // Other clients' aliases stay off a screen that somebody may be looking at; the link can be made later.
  const partners = discreet ? [] : clients.filter((entry) => entry.id !== client?.id).map(({ id, alias }) => ({ id, alias }))
  const partnerFile = partners.find((one) => one.id === client?.partnerFile)?.id
  return {
    view: 'client-form',
    client: client?.id,
    partnerFile,
    discreet,
    values: client ? fieldsOf(client) : {},
    countries: [...ctx.content.countries.keys()],
    partners,
    warnings: warningsOf(wrong?.boxes.alias ?? client?.alias ?? ''),
    errors: wrong?.errors ?? [],
    ...(wrong ? { filled: { boxes: filledOf({ ...wrong.boxes }) } } : {}),
  }
}

export const interpreterOf = (value: InterpreterKind | ''): { interpreter?: InterpreterKind } => (value ? { interpreter: value } : {})

/** The partner's file to link: only one on the counsellor's own list, and not the client's own. */
const linked = (ctx: TurnContext, id: string | undefined, client?: string): string | undefined =>
  id !== client && ctx.counsellor.clients.some((entry) => entry.id === id) ? id : undefined

/** Linking a file implies that there is a partner; saying that there is none removes the link. */
export function partnerOf(
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
