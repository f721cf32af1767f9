/** Several chats of one counsellor, and where in the files a word ended up. */
import { Counsellor } from './counsellor.ts'
import { keyOf } from './files.ts'

/** The same person in another tab, or on the phone. */
export function tab(me: Counsellor, name: string): Counsellor {
  const other = new Counsellor(me.house, me.user, me.locale)
  other.chat = `${me.chat}-${name}`
  return other
}

/** Everywhere a word stands: `client run visit`, or `client notes`. */
export async function placesOf(me: Counsellor, word: string): Promise<string[]> {
  const { records } = me.house
  const { clients } = await records.counsellor(keyOf(me.user))
  const found = clients.map(async ({ id }) => {
    const { runs, notes, finished } = await records.client(keyOf(me.user), id)
    const all = [...runs, ...(await Promise.all(finished.map((line) => records.finishedRun(keyOf(me.user), id, line.id))))]
    return [
      ...all.flatMap((run) =>
        Object.entries(run.session.answers)
          .filter(([, { value, history }]) => JSON.stringify([value, history]).includes(word))
          .map(([visit]) => `${id} ${run.id} ${visit}`),
      ),
      ...(JSON.stringify([notes, all.map((run) => run.notes)]).includes(word) ? [`${id} notes`] : []),
    ]
  })
  return (await Promise.all(found)).flat()
}
