/**
 * The process that is killed: several counsellors at work on one store as fast as it goes. What was confirmed to them is told on standard
 * output in one line, written at once, so that it is out before the kill.
 */
import { writeSync } from 'node:fs'
import { audit } from '../../../src/records/audit.ts'
import type { ClientDocument, UserKey } from '../../../src/records/model.ts'
import { type OpenRecords, openRecords } from '../../../src/records/open.ts'
import { NoAccess } from '../../../src/records/records.ts'
import { clientOf, finishedOf, optionsIn, runOf } from '../fixtures.ts'

const [base = '', session = '', counsellors = '4'] = process.argv.slice(2)

const tell = (...words: string[]): void => void writeSync(1, `${words.join(' ')}\n`)

/** An answer, the activity and the audit line, in one turn; every twelfth finishes the conversation. */
function turn(draft: ClientDocument, by: UserKey, text: string, finish: (run: Parameters<typeof finishedOf>[1]) => void): void {
  const at = new Date().toISOString()
  let run = draft.runs[0]
  if (!run) {
    run = runOf()
    draft.runs.push(run)
  }
  run.notes.push({ id: text, text, by, at })
  draft.handled.push({ activity: text, chat: 'c', next: { said: text } })
  audit(draft, { by, at, did: 'answered', channel: 'kill' })
  if (run.notes.length >= 12) {
    draft.runs = []
    draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: at })
    finish(run)
  }
}

async function work(records: OpenRecords, number: number): Promise<void> {
  const me: UserKey = `t|counsellor-${number}`
  const { clients } = await records.counsellor(me)
  const mine = clients.map(({ id }) => id)
  for (let count = 0; ; count += 1) {
    if (mine.length < 2 || count % 25 === 24) {
      const client = clientOf(me)
      await records.createClient(client)
      tell('created', me, client.id)
      mine.push(client.id)
    }
    if (mine.length > 4) {
      const id = mine.shift() as string
      tell('erasing', me, id)
      await records.erase(me, id).catch((error) => {
        // A shared client may have been erased by its owner meanwhile.
        if (!(error instanceof NoAccess)) throw error
      })
      tell('erased', me, id)
      continue
    }
    const id = mine[count % mine.length] as string
    const text = `${session}:${number}:${count}`
    await records.changeClient(me, id, (draft, finishedRuns) => turn(draft, me, text, (run) => finishedRuns.finish(finishedOf(id, run))))
    tell('answered', me, id, text)
  }
}

tell('started')
const records = await openRecords(optionsIn(base))
tell('open')
await Promise.all(Array.from({ length: Number(counsellors) }, (_, number) => work(records, number)))
