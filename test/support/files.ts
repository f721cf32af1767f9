/** Colleagues of one organisation, as Teams names them, and a file with words planted in every part of it. */

import { throwOnMissing } from '../../src/page/sentences.ts'
import type { ClientDocument, FinishedRun, UserKey } from '../../src/records/model.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import type { Reply } from '../../src/turn/reply.ts'
import { Counsellor, content, type House } from './counsellor.ts'

const person = (digit: string, name: string) => ({
  tenant: 'tenant-a',
  id: `${digit.repeat(8) + `-${digit.repeat(4)}`.repeat(3)}-${digit.repeat(12)}`,
  name,
})
export const ANNA = person('a', 'Anna Peeters')
export const BERT = person('b', 'Bert Claes')
export const CARLA = person('c', 'Carla Maes')
export const DORA = person('d', 'Dora Willems')
export const STRANGER = person('e', 'Emiel Smets')

export const keyOf = ({ tenant, id }: { tenant: string; id: string }): UserKey => `${tenant}|${id}`

const presentation = createPresentation(content, throwOnMissing)
const TEAMS = { cards: true, updates: true, universalActions: true, people: true }

/** What a counsellor sees of these replies, in Dutch. */
export const shown = (replies: readonly Reply[]) => replies.map((reply) => presentation.render(reply, 'nl', TEAMS))
export const textOf = (replies: readonly Reply[]): string =>
  shown(replies)
    .map(({ text }) => text)
    .join('\n')
/** Ids of the actions on everything shown. */
export const actionsOn = (replies: readonly Reply[]): string[] =>
  shown(replies)
    .flatMap(({ page }) => [...page.actions, ...page.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))])
    .map(({ action }) => action)

/** Words that stand in one place each. */
export const PLANTED = {
  alias: 'Zwarte Zee geheimalias',
  answer: 'geheimantwoord',
  earlier: 'geheimvroeger',
  note: 'geheimnotitie',
  loose: 'geheimlos',
  noteFinished: 'geheimnotaafgerond',
  finished: 'geheimafgerond',
  agreement: 'geheimafspraak',
  place: 'geheimplaats',
  reminder: 'geheimherinnering',
  rung: 'geheimtrede',
  formerGoal: 'geheimdoel',
  language: 'geheimtaal',
  handover: 'geheimoverdracht',
  privateNote: 'geheimprive',
  privateRun: 'geheimlopendprive',
  privateFinished: 'geheimafgerondprive',
}
export const PRIVATE = [PLANTED.privateNote, PLANTED.privateRun, PLANTED.privateFinished]
/** Those of the planted words that stand in a text. */
export const found = (text: string, words: readonly string[] = Object.values(PLANTED)): string[] =>
  words.filter((word) => text.includes(word))

export interface Planted {
  client: string
  run: string
  finished: string
  visit: string
  step: string
  agreement: string
  ladder: string
  formerLadder: string
  note: string
  finishedNote: string
}

const CARDS = { self: [], support: [], first: [] }
const LADDERS = [
  { id: 'ladder-1', goal: PLANTED.formerGoal, cards: CARDS, rungs: [] },
  { id: 'ladder-2', goal: 'een kamer', cards: CARDS, rungs: [{ text: PLANTED.rung }] },
]

/** A file of Anna with a word in every part, made through the records, so that every test has a fresh one within milliseconds. */
export async function plantFile(house: House, more: Partial<ClientDocument> = {}): Promise<Planted> {
  const { records } = house
  const template = await templateOf(house)
  const by = { by: keyOf(ANNA), at: template.created }
  const [live] = template.runs
  if (!live) throw new Error('the template has no conversation')
  const visit = Object.keys(live.session.answers)[0] as string
  const finishedId = records.newId()
  const finished: FinishedRun = {
    ...structuredClone(live),
    model: 1,
    id: finishedId,
    client: '',
    finished: template.created,
    session: {
      ...live.session,
      status: 'finished',
      answers: { [visit]: { step: stepOf(live, visit), value: { text: PLANTED.finished }, history: [] } },
    },
    notes: [
      { id: records.newId(), text: PLANTED.noteFinished, ...by },
      { id: records.newId(), text: PLANTED.privateFinished, private: true, ...by },
    ],
  }
  const document: ClientDocument = {
    ...structuredClone(template),
    id: records.newId(),
    alias: PLANTED.alias,
    language: PLANTED.language,
    runs: [
      {
        ...structuredClone(live),
        id: records.newId(),
        place: PLANTED.place,
        notes: [
          { id: records.newId(), text: PLANTED.note, ...by },
          { id: records.newId(), text: PLANTED.privateRun, private: true, ...by },
        ],
      },
    ],
    prepared: { 'what-if': { [stepOf(live, visit)]: { prompts: [], text: PLANTED.reminder } } },
    parts: { ladder: { model: 1, value: { drawn: LADDERS.map((one) => ({ ...one, ...by })) } } },
    agreements: [{ id: 'agreement-1', text: PLANTED.agreement, conversation: 'what-if', run: finishedId, ...by }],
    notes: [
      { id: records.newId(), text: PLANTED.loose, ...by },
      { id: records.newId(), text: PLANTED.privateNote, private: true, ...by },
    ],
    handled: [],
    audit: [],
    auditHead: undefined,
    ...more,
  }
  await records.createClient(document)
  await records.changeClient(keyOf(ANNA), document.id, (draft, tools) => {
    draft.finished.push({ id: finishedId, conversation: live.conversation, mode: live.mode, date: live.date, finished: template.created })
    tools.finish({ ...finished, client: document.id })
  })
  return {
    client: document.id,
    run: document.runs[0]?.id ?? '',
    finished: finishedId,
    visit,
    step: stepOf(live, visit),
    agreement: 'agreement-1',
    ladder: 'ladder-2',
    formerLadder: 'ladder-1',
    note: document.notes[0]?.id ?? '',
    finishedNote: finished.notes[0]?.id ?? '',
  }
}

const stepOf = (run: ClientDocument['runs'][number], visit: string): string => run.session.answers[visit]?.step ?? ''

const templates = new WeakMap<House, Promise<ClientDocument>>()

/** A real conversation with one answer, changed once. */
function templateOf(house: House): Promise<ClientDocument> {
  const made = templates.get(house) ?? makeTemplate(house)
  templates.set(house, made)
  return made
}

async function makeTemplate(house: House): Promise<ClientDocument> {
  const anna = new Counsellor(house, ANNA)
  const client = await anna.newClient({ alias: 'sjabloon' })
  await anna.start(client)
  const first = anna.here()
  await anna.tap('answer', { ...first, text: PLANTED.earlier })
  await anna.tap('answer', { ...first, text: PLANTED.answer })
  const document = await house.records.client(keyOf(ANNA), client)
  await house.records.erase(keyOf(ANNA), client, 'test')
  return document
}
