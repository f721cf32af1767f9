import { audit } from '../../src/records/audit.ts'
import { type ClientDocument, newFile, type Run } from '../../src/records/model.ts'
import type { Records } from '../../src/records/records.ts'
import { ANSWER, answered, begin, definition } from './conversation.ts'

export const COUNSELLOR = 'bench|counsellor'

const conversation = definition()
const now = (): string => new Date().toISOString()

/** What a turn keeps of where it led, as the assistant keeps it. */
const led = (client: string, run: string, visit: string) => ({
  next: 'conversation.here',
  data: { client, run },
  notice: { key: 'saved' },
  from: { client, run, visit, detour: false },
  closed: { notice: { key: 'saved' }, title: { id: 'step', ns: 'conversations/what-now', key: 'steps.step.title' } },
})

const run = (id: string): Run => ({
  id,
  conversation: conversation.conversation.id,
  mode: 'afterwards',
  started: now(),
  date: now().slice(0, 10),
  place: 'office',
  present: 'client and counsellor',
  interpreter: '',
  session: begin(conversation),
  stamps: {},
  notes: [],
})

/** A client's file with consent and a conversation just begun. */
export function client(records: Records, owner: string = COUNSELLOR): ClientDocument {
  return {
    ...newFile({ id: records.newId(), tenant: 'bench', owner, at: now() }),
    alias: 'Zwarte Zee',
    country: 'BE',
    phase: 'refused-appeal',
    order: true,
    partner: true,
    children: true,
    language: 'Dari',
    consent: { state: 'given', at: now(), by: owner },
    runs: [run(records.newId())],
  }
}

let count = 0

/** One turn that records: the answer and the new place, who and when, where it led, the audit line. A finished conversation starts over. */
export const turn = (records: Records, id: string, owner: string = COUNSELLOR): Promise<void> =>
  records.changeClient(owner, id, (draft) => {
    const current = draft.runs[0]!
    const { visit } = current.session
    const over = current.session.status !== 'running'
    current.session = over
      ? begin(conversation)
      : answered(conversation, current.session, `${ANSWER.slice(8)}${String(++count).padStart(8, '0')}`)
    current.stamps = over ? {} : { ...current.stamps, [visit]: [{ by: owner, at: now() }] }
    audit(draft, { by: owner, at: now(), did: 'answered', channel: 'emulator' })
    draft.handled = [...draft.handled, { activity: `a${count}`, chat: 'c', next: led(id, current.id, visit) }].slice(-4)
  })

/** Adds `many` finished conversations to the client, each in a file of its own. */
export async function withFinished(records: Records, id: string, many: number): Promise<void> {
  for (let n = 0; n < many; n++)
    await records.changeClient(COUNSELLOR, id, (draft, tools) => {
      const held: Run = run(records.newId())
      while (held.session.status === 'running') held.session = answered(conversation, held.session)
      draft.finished.push({ id: held.id, conversation: held.conversation, mode: held.mode, date: held.date, finished: now() })
      tools.finish({ ...held, model: 1, client: id, finished: now() })
    })
}
