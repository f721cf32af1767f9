/** Replies of every kind, over a small content of our own (so that a changed sentence of the real content breaks no test here). */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Content, LANGUAGES, type Language, type Sentences } from '../../src/content/content.ts'
import { Conversation, Country, Facts, Guide } from '../../src/content/schema.ts'
import { shapeOf } from '../../src/engine/kinds/index.ts'
import type { TextRef } from '../../src/page/refs.ts'
import type { ClientExport } from '../../src/records/records.ts'
import type { Digest } from '../../src/turn/file/digest.ts'
import type { Reply, ReplyOf } from '../../src/turn/reply.ts'

const root = join(import.meta.dirname, '..', '..')
const json = (language: string, file: string): Sentences =>
  JSON.parse(readFileSync(join(root, 'locales', language, `${file}.json`), 'utf8')) as Sentences

const source = 'OWN, test'
const prompts = [{ id: 'one' }, { id: 'two' }, { id: 'three' }]
const options = [{ id: 'legal' }, { id: 'onward' }, { id: 'return' }, { id: 'undocumented' }]
const step = (kind: string, more: object = {}) => ({ id: `${kind}-step`, kind, source, prompts, ...more })

export const conversation = Conversation.parse({
  id: 'test-talk',
  version: 1,
  source,
  moments: [{ id: 'calm' }],
  goals: [{ id: 'know' }],
  sections: [
    {
      id: 'only',
      steps: [
        step('ask'),
        step('say'),
        step('choose', { options }),
        step('checklist', { options }),
        step('scale', { scale: { min: 0, max: 10 } }),
        step('date'),
        step('grid', { rows: options, columns: [{ id: 'hope' }, { id: 'need' }] }),
        step('summary'),
        step('agreements'),
      ],
    },
  ],
})

const phases = ['pending', 'refused-first', 'appeal', 'refused-appeal', 'no-stay', 'granted', 'dublin', 'detention', 'subsequent']
const country = Country.parse({
  id: 'BE',
  source,
  date: '2026-01-02',
  bodies: [{ id: 'appeal', check: 'https://example.org' }],
  phases: phases.map((id) => ({ id })),
})
const { facts } = Facts.parse({
  facts: [
    {
      id: 'line',
      name: 'Test-Line',
      phone: ['0800 00 00'],
      url: 'https://example.org/line',
      source,
      date: '2026-01-02',
      check: 'https://example.org/check',
    },
  ],
})
const guide = Guide.parse({
  id: 'crisis',
  source,
  sections: [{ id: 'first', items: [{ id: 'stay' }], prompts: [{ id: 'ask' }], facts: ['line'] }],
})

/** Sentences that name their language, so that a mix-up shows. */
function sentencesIn(language: Language): Record<string, Sentences> {
  const say = (words: string) => `${words} (${language})`
  const all = (ids: readonly { id: string }[], words: string) => Object.fromEntries(ids.map(({ id }) => [id, say(`${words} ${id}`)]))
  const steps = conversation.sections.flatMap((section) => section.steps)
  const stepSentences = (one: (typeof steps)[number]) => ({
    title: say(`Titel ${one.kind}`),
    clientTitle: say(`Titel ${one.kind}`),
    why: say('omdat {{appealBody}} later beslist'),
    ask: say('Wat werd er gezegd?'),
    ...(one.kind === 'say' ? { say: say('Dit leg je uit.') } : {}),
    prompts: all(one.prompts, 'Vraag'),
    tips: { calm: say('Blijf rustig.') },
    attention: { slow: say('Niet haasten.') },
    ...('options' in one ? { options: all(one.options, 'Weg') } : {}),
    ...('rows' in one ? { rows: all(one.rows, 'Weg'), columns: all(one.columns, 'Kolom') } : {}),
    ...('scale' in one ? { scaleMin: say('niets'), scaleMax: say('alles') } : {}),
  })
  return {
    ui: json(language, 'ui'),
    export: json(language, 'export'),
    commands: json(language, 'commands'),
    'conversations/test-talk': {
      title: say('Proefgesprek'),
      about: say('Om te proberen.'),
      moments: { calm: say('Als het rustig is.') },
      goals: { know: say('Elkaar kennen.') },
      sections: { only: say('Enig deel') },
      steps: Object.fromEntries(steps.map((one) => [one.id, stepSentences(one)])),
    },
    'countries/BE': {
      name: 'België',
      bodies: { appeal: { name: 'de Raad', short: 'R', what: 'x' } },
      phases: Object.fromEntries(phases.map((id) => [id, { name: say(`Fase ${id}`), fits: say('Dit past.') }])),
    },
    'facts/lines': { facts: { line: say('Dag en nacht.') } },
    'guides/crisis': {
      title: say('Stappenplan'),
      intro: say('Eerst dit.'),
      begin: say('Begin'),
      sections: {
        first: { title: say('Nu'), label: say('Hier'), items: { stay: say('Blijf erbij.') }, prompts: { ask: say('Hoe is het?') } },
      },
    },
  }
}

const none = { nl: ['zz'], fr: ['zz'], en: ['zz'] }

export const content: Content = {
  brought: new Map(),
  crisis: {
    forms: { nl: {}, fr: {}, en: {} },
    meanings: [{ id: 'none', tier: 1, ...none }],
    thresholds: { explicit: 99, sign: 99, calm: -99, denied: 99 },
    concepts: {},
    negations: none,
    short: { nl: {}, fr: {}, en: {} },
    places: none,
    breaks: none,
  },
  conversations: new Map([[conversation.id, conversation]]),
  library: new Map(),
  guides: new Map([[guide.id, guide]]),
  facts: new Map(facts.map((fact) => [fact.id, { ...fact, ns: 'facts/lines' }])),
  countries: new Map([[country.id, country]]),
  sentences: Object.fromEntries(LANGUAGES.map((language) => [language, sentencesIn(language)])) as Content['sentences'],
}

/** Words as a person might type them, to find back (or not) in what is rendered. */
export const ALIAS = 'Zwarte *Zee* [x](y)'
export const COLLEAGUE = '**Bert** [x](y)'
export const WORDS = '**Ik** wil [hier](http://x) blijven\n# niet {{DATE(2017-02-14T06:08:00Z)}} $t(app)\n\n\n- <b>ok</b>'

const client = { id: 'client-1', alias: ALIAS }
const run = { id: 'run-1', conversation: 'test-talk', mode: 'afterwards' as const }
const ns = 'conversations/test-talk'
const ref = (id: string, key: string): TextRef => ({ id, ns, key })
const at = '2026-03-10T14:00:00.000Z'

/** An answer of each kind, all of it in the client's words. */
export const VALUES = {
  ask: { text: WORDS },
  say: { text: WORDS },
  choose: { choices: ['legal'], text: WORDS },
  checklist: { choices: ['legal', 'onward'], text: WORDS },
  scale: { number: 4, text: WORDS },
  date: { date: '2026-04-01', text: WORDS },
  grid: { cells: { legal: { hope: WORDS }, return: { need: WORDS } }, text: WORDS },
  summary: { text: WORDS },
  agreements: { agreements: [{ text: WORDS, due: '2026-04-02' }] },
}

export const digest: Digest = {
  conversation: 'test-talk',
  country: 'BE',
  date: '2026-03-10',
  answers: [
    ...conversation.sections.flatMap((section) =>
      section.steps.map((one) => ({
        step: one.id,
        section: section.id,
        kind: one.kind,
        visit: `v-${one.kind}`,
        value: VALUES[one.kind],
        by: 'local|local',
        at,
      })),
    ),
    { step: 'kept-not', section: 'only', kind: 'ask', visit: 'v-90', withheld: true, by: 'local|local', at },
    { step: 'no-longer', section: '', kind: 'ask', visit: 'v-91', value: { text: WORDS }, by: 'local|local', at, gone: true },
  ],
  notes: [{ id: 'n1', text: WORDS, at }],
  agreements: [
    { id: 'a1', text: WORDS, due: '2026-04-02', conversation: 'test-talk' },
    { id: 'a2', text: WORDS, done: at, conversation: 'test-talk' },
  ],
}

const OWNER = 'tenant|11111111-1111-4111-8111-111111111111'
const stamp = { by: OWNER, at: '2026-03-10T14:00:00.000Z' }
/** Everything held about a client: every kind of answer, one changed, one not kept, notes, agreements, who looked. */
export const exported: ClientExport = {
  exported: stamp.at,
  file: {
    model: 2,
    parts: {},
    id: 'client-1',
    tenant: 'tenant',
    owner: OWNER,
    shares: [{ user: 'tenant|bert', right: 'read', at: stamp.at, by: OWNER }],
    alias: ALIAS,
    country: 'BE',
    phase: 'appeal',
    order: true,
    partner: false,
    children: true,
    interpreter: 'professional',
    language: 'Dari',
    consent: { state: 'given', ...stamp },
    created: stamp.at,
    touched: stamp.at,
    runs: [],
    finished: [],
    agreements: [{ id: 'a1', text: WORDS, due: '2026-04-02', conversation: 'test-talk', run: 'run-1', ...stamp }],
    prepared: { 'test-talk': { 'ask-step': { prompts: ['one'], text: WORDS } } },
    notes: [{ id: 'n2', text: WORDS, private: true, ...stamp }],
  },
  finished: [
    {
      model: 1,
      client: 'client-1',
      id: 'run-1',
      conversation: 'test-talk',
      mode: 'afterwards',
      started: stamp.at,
      finished: stamp.at,
      date: '2026-03-10',
      place: 'Gent',
      present: 'tolk',
      interpreter: 'Mevrouw T.',
      session: {
        conversation: 'test-talk',
        version: 1,
        mode: 'afterwards',
        facts: { country: 'BE', phase: 'appeal', held: [] },
        status: 'finished',
        step: 'agreements-step',
        section: 'only',
        visit: 'v9',
        visits: 9,
        trail: Object.keys(VALUES).map((kind) => ({ id: `v-${kind}`, step: `${kind}-step` })),
        way: [],
        answers: {
          ...Object.fromEntries(
            Object.entries(VALUES).map(([kind, value]) => [`v-${kind}`, { step: `${kind}-step`, value, history: [{ text: 'vroeger' }] }]),
          ),
          'v-say': { step: 'say-step', withheld: true, history: [] },
        },
      },
      stamps: Object.fromEntries(Object.keys(VALUES).map((kind) => [`v-${kind}`, [stamp]])),
      notes: [{ id: 'n1', text: WORDS, ...stamp }],
    },
  ],
  audit: [
    { ...stamp, did: 'created', channel: 'test', previous: '' },
    { by: 'tenant|bert', at: stamp.at, did: 'opened', channel: 'test', previous: '' },
    { by: 'tenant|former', at: stamp.at, did: 'conversation skip', channel: 'test', previous: '' },
  ],
  due: '2027-03-10',
}

export function stepReply(kind: ReplyOf<'step'>['kind'] = 'ask', more: Partial<ReplyOf<'step'>> = {}): ReplyOf<'step'> {
  const step = conversation.sections[0]?.steps.find((one) => one.kind === kind)
  if (!step) throw new Error(kind)
  return {
    view: 'step',
    client,
    country: 'BE',
    run,
    section: 'only',
    step: step.id,
    kind,
    visit: 'v3',
    position: 3,
    total: 9,
    prompts: prompts.map(({ id }) => ref(id, `steps.${step.id}.prompts.${id}`)),
    more: 2,
    chosen: [],
    tips: [ref('calm', `steps.${step.id}.tips.calm`)],
    attention: [ref('slow', `steps.${step.id}.attention.slow`)],
    instruments: [],
    facts: ['line'],
    routes: false,
    ...shapeOf(step),
    recording: true,
    consent: 'given',
    canGoBack: true,
    discreet: false,
    ...(kind === 'summary' || kind === 'agreements' ? { digest } : {}),
    ...more,
  }
}

const fields = {
  alias: ALIAS,
  country: 'BE',
  phase: 'appeal',
  order: true,
  partner: true,
  children: true,
  interpreter: 'acquaintance',
  language: 'Dari',
  consent: 'given',
} as const
const line = { ...client, phase: 'appeal', country: 'BE', touched: at } as const
const runLine = { ...run, status: 'running', date: '2026-03-10', step: 'ask-step', position: 3, total: 9 } as const
const { agreements } = digest

/** One reply of every view, several where a view has more than one face. */
export function replies(discreet = false): Reply[] {
  const kinds = Object.keys(VALUES) as ReplyOf<'step'>['kind'][]
  const prepare = { ...run, mode: 'prepare' as const }
  const during = { ...run, mode: 'during' as const }
  const form: Extract<Reply, { view: 'client-form' }> = {
    view: 'client-form',
    values: fields,
    countries: ['BE'],
    partners: [{ id: 'client-2', alias: ALIAS }],
    warnings: [],
    errors: [],
    discreet,
  }
  return [
    { view: 'welcome' },
    {
      view: 'home',
      resume: { client, run: runLine },
      clients: [line],
      count: 12,
      discreet,
      notices: [{ key: 'saved' }],
      before: { key: 'languageSet' },
    },
    { view: 'home', clients: [], count: 0, discreet, notices: [] },
    { view: 'help', inConversation: true, inside: { client: 'client-1', run: 'run-1' } },
    { view: 'help', inConversation: false },
    { view: 'language' },
    { view: 'clients', query: 'zee', clients: [line], count: 3, discreet },
    { view: 'clients', query: '', clients: [], count: 0, discreet },
    {
      view: 'clients',
      query: '',
      clients: [line],
      count: 1,
      discreet,
      choosing: {
        title: 'moving',
        search: { action: 'answer.move', data: { client: 'client-9', run: 'run-1', visit: 'v1' } },
        field: 'to',
        back: { action: 'answers', data: { client: 'client-9', run: 'run-1' } },
      },
    },
    ...(discreet ? [] : [form]),
    { ...form, partners: [], values: {}, warnings: [{ key: 'aliasLooksReal' }], errors: [{ key: 'aliasMissing' }] },
    { ...form, client: 'client-1', ...(discreet ? { partners: [] } : { partnerFile: 'client-2' }) },
    {
      view: 'client',
      client,
      fields,
      consentDate: at,
      partnerFile: { id: 'client-2', alias: ALIAS },
      fitting: 'test-talk',
      also: ['test-talk'],
      noneFits: false,
      running: [runLine],
      finished: [{ ...runLine, status: 'finished' }],
      prepared: ['test-talk'],
      agreements,
      discreet,
    },
    {
      view: 'client',
      client,
      fields: { ...fields, phase: 'detention', consent: 'asked-not', interpreter: '' },
      also: [],
      noneFits: true,
      running: [],
      finished: Array.from({ length: 30 }, (_, n) => ({ ...runLine, id: `run-${n}`, status: 'finished' as const })),
      prepared: [],
      agreements: [],
      discreet,
    },
    {
      view: 'conversation-form',
      client,
      country: 'BE',
      conversation: 'test-talk',
      modes: ['prepare', 'during', 'afterwards'],
      values: { date: '2026-03-10', place: WORDS, present: WORDS, interpreter: WORDS, mode: 'during' },
      moments: [ref('calm', 'moments.calm')],
      consent: 'refused',
      discreet,
    },
    {
      view: 'conversation-form',
      client,
      country: 'BE',
      conversation: 'test-talk',
      modes: ['during'],
      values: { date: '2026-03-10', place: '', present: '', interpreter: '', mode: 'during' },
      run: 'run-1',
      moments: [],
      consent: 'given',
      discreet,
    },
    {
      view: 'opening',
      client,
      country: 'BE',
      run,
      goals: [ref('know', 'goals.know')],
      attention: [ref('calm', 'moments.calm')],
      former: digest,
      agreements,
      discreet,
    },
    { view: 'opening', client, country: 'BE', run: prepare, goals: [], attention: [], agreements: [], discreet },
    ...kinds.map((kind) => stepReply(kind, { discreet })),
    ...kinds.map((kind) => stepReply(kind, { discreet, earlier: VALUES[kind], reminder: WORDS, run: during })),
    ...kinds.map((kind) =>
      stepReply(kind, { discreet, earlier: { prompts: ['two'], text: WORDS }, chosen: ['two'], run: prepare, recording: true }),
    ),
    ...(['asked-not', 'refused', 'withdrawn'] as const).map((consent) => stepReply('ask', { discreet, consent, recording: false })),
    {
      view: 'more',
      client,
      country: 'BE',
      run,
      step: 'ask-step',
      visit: 'v3',
      prompts: [ref('one', 'steps.ask-step.prompts.one')],
      tips: [],
      attention: [],
    },
    {
      view: 'overview',
      client,
      country: 'BE',
      run,
      sections: [
        {
          id: 'only',
          steps: [
            { id: 'ask-step', state: 'answered' },
            { id: 'say-step', state: 'skipped' },
            { id: 'date-step', state: 'here' },
            { id: 'grid-step', state: 'open' },
          ],
        },
      ],
      discreet,
    },
    ...([undefined, 'support', 'crisis'] as const).map(
      (detour): Reply => ({ view: 'guide', guide: 'crisis', country: 'BE', client, run, detour, sections: guideSections }),
    ),
    { view: 'guide', guide: 'crisis', sections: guideSections },
    ...(['first', 'step', 'variant', 'sources'] as const).map(
      (what): Reply => ({
        view: 'guide',
        guide: 'crisis',
        country: 'BE',
        client,
        run,
        detour: 'crisis',
        card: {
          id: 'first',
          what,
          position: 1,
          total: 2,
          next: 'first',
          previous: 'first',
          first: 'first',
          situations: ['first'],
          sources: 'first',
        },
        sections: guideSections,
      }),
    ),
    { view: 'guide', guide: 'crisis', card: { id: 'situations', what: 'situations', first: 'first', situations: ['first'] }, sections: [] },
    { view: 'digest', client, run, digest, finished: false, discreet, plain: false },
    { view: 'digest', client, run, digest, finished: true, discreet, plain: true },
    { view: 'answers', client, run, digest, finished: false, discreet },
    ...kinds.map(
      (kind): Reply =>
        ({
          ...stepReply(kind),
          view: 'answer-form',
          answer: { step: `${kind}-step`, value: VALUES[kind], history: [VALUES[kind]] },
          discreet,
        }) as Reply,
    ),
    {
      view: 'conversation-card',
      client,
      country: 'BE',
      conversation: 'test-talk',
      goals: [ref('know', 'goals.know')],
      steps: [{ step: 'ask-step', prompts: [ref('one', 'steps.ask-step.prompts.one')], reminder: WORDS }],
      discreet,
    },
    { view: 'conversation-card', client, country: 'BE', conversation: 'test-talk', goals: [], steps: [], discreet },
    { view: 'note-form', client, run, note: 'note-1', discreet },
    { view: 'note-form', client, note: 'note-1', discreet },
    { view: 'paused', client, run, position: 3, total: 9, discreet },
    { view: 'closed', client, run, agreements, next: 'test-talk', country: 'BE', discreet },
    ...fileReplies(discreet),
    {
      view: 'confirm',
      what: 'eraseClient',
      action: 'client.erase',
      data: { client: 'client-1', sure: 'yes' },
      cancel: { action: 'client.open', data: { client: 'client-1' } },
    },
    { view: 'notice', notice: { key: 'saved' } },
    {
      view: 'notice',
      notice: { key: 'commandTaken', values: { word: 'terug' } },
      wasAnswer: { client: 'client-1', run: 'run-1', visit: 'v3', text: 'terug' },
      actions: [{ action: 'client.open', data: { client: 'client-1' } }],
    },
  ]
}

/** What is done with a whole file: shared, handed over, looked after, exported. */
function fileReplies(discreet: boolean): Reply[] {
  const me = { id: '11111111-1111-4111-8111-111111111111', me: true } as const
  const bert = { id: '22222222-2222-4222-8222-222222222222', name: COLLEAGUE }
  const unknown = { id: '33333333-3333-4333-8333-333333333333' }
  const noForm = { person: '', agreed: false, date: '2026-03-10', withPrivate: false }
  const shared: Extract<Reply, { view: 'client' }> = {
    view: 'client',
    client,
    fields: { ...fields, consent: 'withdrawn' },
    also: [],
    noneFits: false,
    fitting: 'test-talk',
    running: [runLine],
    finished: [{ ...runLine, status: 'finished' }],
    prepared: ['test-talk'],
    agreements,
    discreet,
  }
  const manage: Extract<Reply, { view: 'manage' }> = { view: 'manage', client, right: 'owner', owner: me, people: [], errors: [], discreet }
  const people = [bert, unknown].map((person) => ({ person, right: 'read' as const, at }))
  return [
    {
      view: 'home',
      clients: [line],
      count: 1,
      discreet,
      notices: [],
      offers: [{ client: 'client-3', from: bert, at }],
      expiring: [{ client, due: '2026-04-01' }],
    },
    { ...shared, sharedWith: 2, offered: at },
    { ...shared, shared: 'write', owner: bert },
    { ...shared, shared: 'read', owner: unknown, readOnly: true },
    {
      view: 'notes',
      client,
      notes: [
        { id: 'n1', text: WORDS, at, by: me, private: true },
        { id: 'n2', text: WORDS, at, by: bert, run: { id: 'run-1', conversation: 'test-talk' } },
      ],
      discreet,
    },
    {
      view: 'notes',
      client,
      notes: Array.from({ length: 40 }, (_, n) => ({ id: `n${n}`, text: WORDS, at, by: unknown })),
      discreet,
      readOnly: true,
    },
    { view: 'notes', client, notes: [], discreet },
    manage,
    {
      ...manage,
      people,
      offer: { to: bert, at },
      alone: true,
      filled: { boxes: { person: 'x', right: 'write' } },
      errors: [{ key: 'personWrong' }],
    },
    { ...manage, right: 'write', owner: bert, people },
    { ...manage, right: 'read', owner: bert, people, readOnly: true },
    {
      view: 'handover-form',
      client,
      draft: {
        country: 'BE',
        conversations: [
          { conversation: 'test-talk', date: '2026-02-01', finished: true },
          { conversation: 'test-talk', date: '2026-03-01', finished: false },
        ],
        answers: [{ about: 'motives', conversation: 'test-talk', date: '2026-02-01', step: 'ask-step', value: VALUES.ask }],
        agreements,
      },
      values: noForm,
      errors: [],
      alone: true,
      discreet,
    },
    {
      view: 'handover-form',
      client,
      draft: { country: 'BE', conversations: [], answers: [], agreements: [] },
      values: { ...noForm, person: bert.id, note: WORDS, withPrivate: true },
      errors: [{ key: 'handoverNotAgreed' }, { key: 'handoverDate' }, { key: 'handoverNoteMissing' }, { key: 'personMissing' }],
      discreet,
    },
    { view: 'offer', client, from: bert, at, note: WORDS, discreet },
    {
      view: 'audit',
      client,
      lines: [
        { who: me, did: 'answered', at, channel: 'msteams' },
        { who: me, did: 'answered', at, channel: 'msteams' },
        { who: bert, did: 'conversation skip', at, channel: 'directline' },
        { who: me, did: 'shared-read', at, channel: 'terminal', to: unknown },
        { who: { id: 'operator' }, did: 'exported', at, channel: 'cli' },
        { who: bert, did: 'something of a later version', at, channel: 'msteams' },
      ],
      older: 40,
      discreet,
    },
    { view: 'audit', client, lines: [], discreet },
    { view: 'export-form', client, discreet },
    { view: 'export', client, data: exported, discreet },
    { view: 'confirm', what: 'leaveClient', action: 'share.leave', data: { client: 'client-1' }, cancel: { action: 'home', data: {} } },
    { view: 'digest', client, run, digest, finished: false, discreet, plain: false, readOnly: true },
    { view: 'answers', client, run, digest, finished: false, discreet, readOnly: true },
  ]
}

const guideSections: Extract<Reply, { view: 'guide' }>['sections'] = [
  {
    id: 'first',
    items: [{ id: 'stay', ns: 'guides/crisis', key: 'sections.first.items.stay' }],
    prompts: [{ id: 'ask', ns: 'guides/crisis', key: 'sections.first.prompts.ask' }],
    facts: ['line'],
    call: ['line'],
  },
]
