/** Small parts that many views share: names, buttons, lists of sentences, facts. */
import type { ResidenceOption } from '../content/kinds.ts'
import { inLanguage } from '../content/languages.ts'
import { LIMITS } from '../content/limits.ts'
import type { Note } from '../records/model.ts'
import { button, cancel } from './button.ts'
import { type Context, clip } from './context.ts'
import type { Action, Block, Call, FactBlock, Page } from './page.ts'
import type { ClientRef, PersonRef, RunLine, RunRef, TextRef } from './refs.ts'

/** Longer aliases are cut where they are shown; the form does not accept them. */
export const MAX_ALIAS = LIMITS.alias

export type PageParts = Omit<Page, 'language' | 'summary'> & {
  summary?: string
  /** Text to copy, sent instead of a card. */
  copy?: { title: string; blocks: Block[] }
}

export const runData = (client: ClientRef, run: RunRef): { client: string; run: string } => ({ client: client.id, run: run.id })

export const conversationTitle = (ctx: Context, id: string): string => ctx.text({ ns: `conversations/${id}`, key: 'title' })

/** The title of a step; its id if it no longer exists in the content. */
export function stepTitle(ctx: Context, conversation: string, step: string, country?: string): string {
  const ref = { ns: `conversations/${conversation}`, key: `steps.${step}.title` }
  return ctx.has(ref) ? ctx.text(ref, country) : step
}

/** The same for the client: on what is read aloud, exported or given along. */
export const clientTitle = (ctx: Context, of: { conversation: string; country: string; step: string }): string | undefined =>
  sentence(ctx, of, 'clientTitle')

/** A sentence of this step, if it has one. */
export function sentence(
  ctx: Context,
  { conversation, country, step, first }: { conversation: string; country: string; step: string; first?: ResidenceOption | undefined },
  part: string,
): string | undefined {
  const ref = { ns: `conversations/${conversation}`, key: `steps.${step}.${part}` }
  return ctx.has(ref) ? ctx.text(ref, country, first) : undefined
}

export const phaseName = (ctx: Context, country: string, phase: string): string => {
  const ref = { ns: `countries/${country}`, key: `phases.${phase}.name` }
  return ctx.has(ref) ? ctx.text(ref, country) : ctx.ui(`phases.${phase}`)
}

/** What the paper is called with which this country tells somebody to leave. */
export const orderName = (ctx: Context, country: string): string => {
  const ref = { ns: `countries/${country}`, key: 'order' }
  return ctx.has(ref) ? ctx.text(ref) : ctx.ui('client.order')
}

/** A country's name as it is written by itself: with a capital. */
export const countryName = (ctx: Context, id: string): string => {
  const ref = { ns: `countries/${id}`, key: 'name' }
  const name = ctx.has(ref) ? ctx.text(ref) : id
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** `cliënt “Zwarte Zee”`; nothing while discreet. */
export const clientName = (ctx: Context, client: ClientRef, discreet: boolean): string | undefined =>
  discreet ? undefined : ctx.ui('client.named', { alias: clip(client.alias, MAX_ALIAS) })

/** A colleague's name; if unknown, the end of their id, which tells two of them apart. */
export function personName(ctx: Context, { id, name, me }: PersonRef): string {
  if (me) return ctx.ui('person.me')
  if (id === 'operator') return ctx.ui('person.operator')
  return name ? clip(name, MAX_ALIAS) : ctx.ui('person.unknown', { end: id.slice(-4) })
}

/** The line above the title: its non-empty parts, joined. */
export const kicker = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(' · ')

export const place = (ctx: Context, { position, total }: { position?: number; total?: number }): string | undefined =>
  position && total ? ctx.ui('step.place', { position, total }) : undefined

/** `Wat als?-gesprek · 12 juni 2025 · stap 3 van 9` */
export const runName = (ctx: Context, run: RunLine): string =>
  kicker(conversationTitle(ctx, run.conversation), ctx.date(run.date), place(ctx, run))

export const texts = (ctx: Context, refs: readonly TextRef[], country?: string): string[] => refs.map((ref) => ctx.text(ref, country))

export const each = (kind: 'tip' | 'attention', sentences: readonly string[]): Block[] => sentences.map((text) => ({ kind, text }))

/** A heading with the blocks under it; nothing if there are none. */
export const under = (heading: string, blocks: readonly Block[], depth?: 1 | 2): Block[] =>
  blocks.length ? [{ kind: 'heading', text: heading, ...(depth ? { depth } : {}) }, ...blocks] : []

export const list = (items: readonly string[]): Block[] => (items.length ? [{ kind: 'list', items: [...items] }] : [])

export const buttons = (actions: readonly Action[]): Block[] => (actions.length ? [{ kind: 'actions', actions: [...actions] }] : [])

export const quiet = (text: string): Block => ({ kind: 'text', text, quiet: true })

/** Facts with their date and where to check them; unknown ids are skipped. */
export function factBlocks(ctx: Context, ids: readonly string[], country?: string): FactBlock[] {
  return ids.flatMap((id) => {
    const fact = ctx.content.facts.get(id)
    if (!fact) return []
    // of what we know ourselves nobody has said yet that it still holds
    const day = fact.source.startsWith('OWN') ? 'facts.written' : 'facts.checked'
    const dated = fact.date.length === 4 ? ctx.ui('facts.year', { year: fact.date }) : ctx.ui(day, { day: ctx.date(fact.date) })
    const text = ctx.text({ ns: fact.ns, key: `facts.${id}` }, country)
    const name = inLanguage(fact.name, ctx.language)
    return [
      {
        kind: 'fact',
        name,
        text,
        // a number that is in the name is said once
        phones: fact.phone.filter((phone) => !name.includes(phone)),
        url: fact.url,
        note: dated,
        check: inLanguage(fact.check, ctx.language),
      },
    ]
  })
}

/** Facts that answer in the counsellor's language go before those that answer in another; what speaks to everybody stays in front. */
export function inOwnLanguageFirst(ctx: Context, ids: readonly string[]): string[] {
  const rank = (id: string): number => {
    const languages = ctx.content.facts.get(id)?.languages
    return languages ? (languages.includes(ctx.language) ? 1 : 2) : 0
  }
  return ids.toSorted((a, b) => rank(a) - rank(b))
}

/**
 * Buttons that dial. Only numbers of facts are ever dialled, each once. Without a country it says which one a number belongs to.
 * @param first the first one stands out
 */
export function callBlocks(ctx: Context, ids: readonly string[], { country, first }: { country?: string; first?: boolean } = {}): Block[] {
  const calls = new Map<string, Call>()
  const facts = inOwnLanguageFirst(ctx, ids).flatMap((id) => ctx.content.facts.get(id) ?? [])
  for (const fact of facts) {
    const [number] = fact.phone
    if (!number || calls.has(number)) continue
    const inOthers = facts.some((one) => one.phone[0] === number && one.country !== fact.country)
    const name = inLanguage(fact.short ?? fact.name, ctx.language)
    const label = name === number ? ctx.ui('guide.call', { number }) : name.includes(number) ? name : `${name} ${number}`
    const about = [
      ...(country || !fact.country || inOthers ? [] : [countryName(ctx, fact.country)]),
      ...(fact.languages && !fact.languages.includes(ctx.language) ? fact.languages.map((one) => ctx.ui(`guide.languages.${one}`)) : []),
    ]
    calls.set(number, { label: about.length ? `${label} (${about.join(', ')})` : label, number })
  }
  const [most, ...others] = calls.values()
  return most ? [{ kind: 'calls', calls: [first ? { ...most, primary: true } : most, ...others] }] : []
}

/** An agreement, with its day if it has one. */
export function agreementLine(ctx: Context, { text, due, done }: { text: string; due?: string; done?: string }): Block {
  if (done) return { kind: 'typed', label: ctx.ui('agreements.done', { day: ctx.date(done) }), text }
  return { kind: 'typed', label: due ? ctx.ui('agreements.due', { day: ctx.date(due) }) : ctx.ui('agreements.undated'), text }
}

/** A button that hides or shows alias and answers. */
export const discreetButton = (ctx: Context, discreet: boolean, data: { client?: string; run?: string } = {}): Action =>
  button(
    ctx,
    'discreet',
    { ...data, on: discreet ? 'false' : 'true' },
    { quiet: true, label: ctx.ui(discreet ? 'actions.discreetOff' : 'actions.discreet') },
  )

/** Shown instead of a form that would reveal a client's words while discreet. */
export const hiddenForm = (
  ctx: Context,
  head: Pick<PageParts, 'kicker' | 'title' | 'summary'>,
  data: { client: string; run?: string },
  back = cancel(ctx, 'client.manage', { client: data.client }),
): PageParts => ({
  ...head,
  blocks: [quiet(ctx.ui('discreet.hidden'))],
  actions: [back, discreetButton(ctx, true, data)],
})

/** A label and its value; nothing if there is no value. */
export const line = (label: string, value: string | undefined): Block[] => (value ? [{ kind: 'line', label, value }] : [])

/** Notes as shown to the client. */
export const heldNotes = (ctx: Context, notes: readonly Note[]): Block[] =>
  notes.map(({ at, private: hidden, text }) => ({
    kind: 'typed',
    label: kicker(ctx.date(at), hidden && ctx.say('export', 'privateNote')),
    text,
  }))

/** What a card that saves something says of how often it had been taken out before: an older one must not bring it back unasked. */
export const sinceRemoved = ({ removed }: { removed?: number }): { removed?: string } => (removed ? { removed: String(removed) } : {})
