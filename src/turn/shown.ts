/** Which cards show a client, kept in the client's own file: so they can still be taken away after a restart of the server. */
import type { ClientDocument, ShownCards } from '../records/model.ts'
import type { Turn } from './turn.ts'

/** Of one client, over all chats: older cards cannot be found any more, which the counsellor is told when erasing. */
const KEPT = 100

/** Adds what the channel says it sent since; part of a change that is written anyway. */
export function rememberShown(draft: ClientDocument, { sent = [], chat }: Turn): void {
  const known = new Set(draft.shown?.find((one) => one.chat === chat.id)?.activities)
  const added = sent.filter((card) => card.clients.includes(draft.id) && !known.has(card.activity)).map((card) => card.activity)
  if (added.length === 0) return
  const others = (draft.shown ?? []).filter((one) => one.chat !== chat.id)
  draft.shown = latest([...others, { chat: chat.id, service: chat.service, activities: [...known, ...added] }])
}

/** The chat used last stands last; what is too much goes from the front. */
function latest(shown: ShownCards[]): ShownCards[] {
  let room = KEPT
  return shown
    .toReversed()
    .map(({ activities, ...where }) => {
      const kept = room > 0 ? activities.slice(-room) : []
      room -= kept.length
      return { ...where, activities: kept }
    })
    .filter(({ activities }) => activities.length > 0)
    .toReversed()
}
