/** Which cards show a client. Kept in the client's own file, so that they can still be removed after the server restarts. */
import type { ClientDocument, ShownCards } from '../records/model.ts'
import type { Turn } from './turn.ts'

/** Cards kept per client, over all chats. Older ones cannot be found again; the counsellor is told so when erasing. */
const KEPT = 100

/** Adds the cards the channel has sent since; part of a change that is written anyway. */
export function rememberShown(draft: ClientDocument, { sent = [], chat }: Turn): void {
  const known = new Set(draft.shown?.find((one) => one.chat === chat.id)?.activities)
  const added = sent.filter((card) => card.clients.includes(draft.id) && !known.has(card.activity)).map((card) => card.activity)
  if (added.length === 0) return
  const others = (draft.shown ?? []).filter((one) => one.chat !== chat.id)
  draft.shown = latest([...others, { chat: chat.id, service: chat.service, activities: [...known, ...added] }])
}

/** Drops the oldest cards beyond the limit. The chat used last is the last in the list. */
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
