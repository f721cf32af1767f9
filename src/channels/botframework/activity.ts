/**
 * The parts of a Bot Framework activity that we read, checked before the SDK sees it: the SDK accepts an activity without `from`,
 * `conversation` or `type`. Unknown parts are dropped. Protocol: https://github.com/microsoft/botframework-sdk, specs/botframework-activity
 */
import { z } from 'zod'

const Id = z.string().min(1).max(1_000)

const Account = z.object({
  id: Id,
  name: z.string().max(1_000).optional(),
  aadObjectId: z.string().max(100).optional(),
  tenantId: z.string().max(100).optional(),
  role: z.string().max(50).optional(),
})

/** Facts that a channel adds: who is mentioned in the text, on which device somebody is. */
const Entity = z.object({
  type: z.string().max(200).optional(),
  /** Of `clientInfo`: Windows, Mac, Web, iOS, Android. */
  platform: z.string().max(100).optional(),
  /** Of `mention`: as it stands in `text`. */
  text: z.string().max(2_000).optional(),
  mentioned: z.object({ id: Id.optional(), name: z.string().max(1_000).optional() }).optional(),
})

export const IncomingActivity = z.object({
  type: z.string().min(1).max(100),
  id: Id.optional(),
  channelId: z.string().min(1).max(100).optional(),
  serviceUrl: z.url({ protocol: /^https?$/, error: 'not an http(s) address' }).max(2_000),
  from: Account,
  recipient: Account.optional(),
  conversation: z.object({
    id: Id,
    isGroup: z.boolean().optional(),
    conversationType: z.string().max(50).optional(),
    tenantId: z.string().max(100).optional(),
  }),
  text: z.string().optional(),
  // a malformed one counts as missing, so that what somebody said is not refused because of it
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/)
    .optional()
    .catch(undefined),
  value: z.unknown().optional(),
  name: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  replyToId: Id.optional(),
  timestamp: z.string().max(100).optional(),
  deliveryMode: z.string().max(50).optional(),
  textFormat: z.string().max(50).optional().catch(undefined),
  attachments: z
    .array(z.object({ contentType: z.string().max(300).optional(), content: z.string().optional().catch(undefined) }))
    .max(500)
    .optional(),
  // a malformed one says nothing
  entities: z
    .array(Entity.catch({} as z.output<typeof Entity>))
    .max(500)
    .optional()
    .catch(undefined),
  membersAdded: z
    .array(z.object({ id: Id }))
    .max(10_000)
    .optional(),
  channelData: z
    .object({
      tenant: z.object({ id: z.string().max(100) }).optional(),
      eventType: z.string().max(100).optional(),
      back: z.boolean().optional(),
    })
    .optional()
    .catch(undefined),
})
export type IncomingActivity = z.infer<typeof IncomingActivity>

/** Deeper than any card of ours; code that walks a value nested far deeper overflows the stack. */
const DEEPEST = 40

/**
 * Checks what came in as JSON.
 * @returns the activity, or one line that says which part is wrong and never repeats its value
 */
export function readActivity(body: unknown): { activity: IncomingActivity } | { wrong: string } {
  if (tooDeep(body)) return { wrong: `the activity is nested more than ${DEEPEST} deep` }
  const parsed = IncomingActivity.safeParse(withoutNulls(body))
  if (parsed.success) return { activity: parsed.data }
  const parts = new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the body'))
  return { wrong: `not an activity as the Bot Framework protocol describes it; look at: ${[...parts].slice(0, 8).join(', ')}` }
}

/** Channels send `null` for what they do not know. What a button carries comes back as it was. Nobody sets what others inherit from. */
function withoutNulls(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.map(withoutNulls)
  const known: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(part))
    if (value !== null && name !== '__proto__') known[name] = name === 'value' ? value : withoutNulls(value)
  return known
}

function tooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true
    level = level.flatMap((item) => (item !== null && typeof item === 'object' ? Object.values(item) : []))
  }
  return false
}
