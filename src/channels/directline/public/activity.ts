/** What Direct Line hands over, as far as the page reads it. */
import { isRecord } from './http.ts'

export interface Activity {
  id: string
  type: string
  mine: boolean
  text: string
  name?: string
  locale?: string
  /** The page's own id of a message that was sent from here. */
  own?: string
  cards: object[]
}

export interface News {
  activities: Activity[]
  watermark: string
  draft?: unknown
}

const CARD = 'application/vnd.microsoft.card.adaptive'
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** @returns undefined for anything that is not an answer to a poll */
export function readNews({ activities, watermark, draft }: Record<string, unknown>): News | undefined {
  if (!Array.isArray(activities) || typeof watermark !== 'string') return undefined
  const read = activities.map(readActivity)
  return read.every((one) => one !== undefined) ? { activities: read, watermark, draft } : undefined
}

function readActivity(one: unknown): Activity | undefined {
  if (!isRecord(one) || typeof one.id !== 'string' || typeof one.type !== 'string') return undefined
  const attachments = Array.isArray(one.attachments) ? one.attachments.filter(isRecord) : []
  return {
    id: one.id,
    type: one.type,
    mine: isRecord(one.from) && one.from.role === 'user',
    text: text(one.text) ?? '',
    name: text(one.name),
    locale: text(one.locale),
    own: isRecord(one.channelData) ? text(one.channelData.clientActivityID) : undefined,
    cards: attachments.filter(({ contentType }) => contentType === CARD).map(({ content }) => (isRecord(content) ? content : {})),
  }
}
