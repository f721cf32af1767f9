/** Several chats of one counsellor, and where in the files a word ended up. */
import type { ClientDocument, FinishedRun } from '../../src/records/model.ts'
import { Counsellor } from './counsellor.ts'
import { keyOf } from './files.ts'

/** The same person in another tab, or on the phone. */
export function tab(me: Counsellor, name: string): Counsellor {
  const other = new Counsellor(me.house, me.user, me.locale)
  other.chat = `${me.chat}-${name}`
  return other
}

/** Begins a run of a new client, and answers its first step (`here`) on the phone: this chat still shows that step. */
export async function answeredOnThePhone(me: Counsellor) {
  const grey = await me.newClient()
  await me.start(grey)
  const here = me.here()
  const phone = tab(me, 'phone')
  await phone.tap('conversation.resume', { client: grey, run: here.run })
  await phone.answer({ text: 'op de telefoon' })
  return { grey, here, phone }
}

export interface Kept {
  client: ClientDocument
  finished: FinishedRun[]
}

/** Every file on this counsellor's list, with its finished conversations. */
export async function filesOf({ house: { records }, user }: Counsellor): Promise<Kept[]> {
  const { clients } = await records.counsellor(keyOf(user))
  return Promise.all(
    clients.map(async ({ id }) => {
      const client = await records.client(keyOf(user), id)
      return { client, finished: await Promise.all(client.finished.map((line) => records.finishedRun(keyOf(user), id, line.id))) }
    }),
  )
}

/** Everywhere a word stands: `client run visit`, or `client notes`. */
export async function placesOf(me: Counsellor, word: string): Promise<string[]> {
  return (await filesOf(me)).flatMap(({ client: { id, runs, notes }, finished }) => {
    const all = [...runs, ...finished]
    return [
      ...all.flatMap((run) =>
        Object.entries(run.session.answers)
          .filter(([, { value, history }]) => JSON.stringify([value, history]).includes(word))
          .map(([visit]) => `${id} ${run.id} ${visit}`),
      ),
      ...(JSON.stringify([notes, all.map((run) => run.notes)]).includes(word) ? [`${id} notes`] : []),
    ]
  })
}
