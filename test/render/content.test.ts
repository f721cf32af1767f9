/** The real content through every view that shows it: no sentence is missing, no variable stays open, in any language, mode or country. */

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/content/content.ts'
import { loadContent } from '../../src/content/load.ts'
import { type Conversation, type Item, MODES, PHASES, type Prompt, SITUATIONS, type Step } from '../../src/content/schema.ts'
import { shapeOf } from '../../src/engine/kinds/index.ts'
import { BROUGHT } from '../../src/features/index.ts'
import { inputsOf } from '../../src/page/boxes.ts'
import type { TextRef } from '../../src/page/refs.ts'
import { throwOnMissing } from '../../src/page/sentences.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import { guideReply } from '../../src/turn/guide.ts'
import type { Reply, ReplyOf } from '../../src/turn/reply.ts'
import { complaints } from './adaptivecards.ts'

const content = loadContent(join(import.meta.dirname, '..', '..'), BROUGHT)
const presentation = createPresentation(content, throwOnMissing)
const countries = [...content.countries.keys()]
const client = { id: 'client-1', alias: 'Zwarte Zee' }

const itemRefs = (ns: string, at: string, items: readonly Item[]): TextRef[] =>
  items.map((item) =>
    'use' in item
      ? { id: item.use, ns: content.library.get(item.use)?.ns ?? '', key: `items.${item.use}` }
      : { id: item.id, ns, key: `${at}.${item.id}` },
  )
const promptRefs = (ns: string, at: string, prompts: readonly Prompt[]): TextRef[] =>
  prompts.map(({ id }) => ({ id, ns, key: `${at}.${id}` }))

function stepReply(
  conversation: Conversation,
  section: string,
  step: Step,
  mode: (typeof MODES)[number],
  country: string,
): ReplyOf<'step'> {
  const ns = `conversations/${conversation.id}`
  const at = `steps.${step.id}`
  return {
    view: 'step',
    client,
    country,
    run: { id: 'run-1', conversation: conversation.id, mode },
    section,
    step: step.id,
    kind: step.kind,
    visit: 'v1',
    position: 1,
    total: 9,
    prompts: promptRefs(ns, `${at}.prompts`, step.prompts),
    more: 0,
    chosen: [],
    tips: itemRefs(ns, `${at}.tips`, step.tips),
    attention: itemRefs(ns, `${at}.attention`, step.attention),
    instruments: [],
    facts: step.facts,
    routes: false,
    ...shapeOf(step),
    recording: true,
    consent: 'given',
    canGoBack: true,
    discreet: false,
  }
}

function clean(reply: Reply) {
  for (const language of LANGUAGES) {
    const { card, text, page } = presentation.render(reply, language, { cards: true, updates: true, universalActions: false })
    // what comes back from a form is compared with these
    expect(presentation.boxes(reply, language), language).toEqual(inputsOf(page.blocks))
    expect(text, language).not.toMatch(/\{\{|undefined/)
    expect(complaints(card), language).toEqual([])
  }
}

describe.each([...content.conversations.values()].map((one) => [one.id, one] as const))('%s', (_id, conversation) => {
  const ns = `conversations/${conversation.id}`
  const steps = conversation.sections.flatMap((section) => section.steps.map((step) => [step.id, section.id, step] as const))

  it.each(steps)('shows the step %s in every mode and country', (_step, section, step) => {
    for (const mode of MODES) for (const country of countries) clean(stepReply(conversation, section, step, mode, country))
  })

  it('opens, and gives an overview', () => {
    const run = { id: 'run-1', conversation: conversation.id, mode: 'prepare' as const }
    const about = { client, country: 'BE', discreet: false }
    const goals = itemRefs(ns, 'goals', conversation.goals)
    const attention = itemRefs(ns, 'attention', conversation.attention)
    const moments = itemRefs(ns, 'moments', conversation.moments)
    const values = { date: '2026-03-10', place: '', present: '', interpreter: '', mode: 'prepare' as const }
    clean({ view: 'opening', run, goals, attention, agreements: [], ...about })
    clean({ view: 'conversation-form', conversation: conversation.id, modes: [...MODES], values, moments, consent: 'asked-not', ...about })
    const sections = conversation.sections.map((section) => ({
      id: section.id,
      steps: section.steps.map(({ id }) => ({ id, state: 'open' as const })),
    }))
    clean({ view: 'overview', run, sections, ...about })
  })
})

describe('around the conversations', () => {
  it.each([...content.guides.values()].map((guide) => [guide.id, guide] as const))('shows the guide %s', (id, guide) => {
    const cards = guide.cards ? [...guide.sections.map((section) => section.id), SITUATIONS] : [undefined]
    for (const card of cards)
      for (const country of [undefined, ...countries])
        clean({ ...guideReply(content, id, card ? { card } : {}), ...(country ? { country } : {}) })
  })

  it('helps, and shows a client in every phase of every country', () => {
    clean({ view: 'help', inConversation: true })
    for (const country of countries) {
      for (const phase of PHASES) {
        const known = content.countries.get(country)?.phases.find((one) => one.id === phase)
        const fields = {
          alias: 'x',
          country,
          phase,
          order: false,
          partner: false,
          children: false,
          interpreter: '' as const,
          language: '',
          consent: 'asked-not' as const,
        }
        const fitting = known?.conversation ? { fitting: known.conversation } : {}
        clean({
          view: 'client',
          client,
          fields,
          ...fitting,
          also: known?.also ?? [],
          noneFits: !known?.conversation,
          running: [],
          finished: [],
          prepared: [],
          agreements: [],
          discreet: false,
        })
      }
    }
  })
})
