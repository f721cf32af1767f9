/**
 * The parts of a Bot Framework activity that we read, checked before the SDK sees it: the SDK accepts an activity without `from`,
 * `conversation` or `type`. Unknown parts are dropped. Protocol: https://github.com/microsoft/botframework-sdk, specs/botframework-activity
 */
import { z } from 'zod'

const Id = z.string().min(1).max(1_000)
/** Channels send `null` for what they do not know. */
const Optional = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined)

const Account = z.object({
  id: Id,
  name: Optional(z.string().max(1_000)),
  aadObjectId: Optional(z.string().max(100)),
  tenantId: Optional(z.string().max(100)),
  role: Optional(z.string().max(50)),
})

/** Facts that a channel adds: who is mentioned in the text, on which device somebody is. */
const Entity = z.object({
  type: Optional(z.string().max(200)),
  /** Of `clientInfo`: Windows, Mac, Web, iOS, Android. */
  platform: Optional(z.string().max(100)),
  /** Of `mention`: as it stands in `text`. */
  text: Optional(z.string().max(2_000)),
  mentioned: Optional(z.object({ id: Optional(Id), name: Optional(z.string().max(1_000)) })),
})

export const IncomingActivity = z.object({
  type: z.string().min(1).max(100),
  id: Optional(Id),
  channelId: Optional(z.string().min(1).max(100)),
  serviceUrl: z.url({ protocol: /^https?$/, error: 'not an http(s) address' }).max(2_000),
  from: Account,
  recipient: Optional(Account),
  conversation: z.object({
    id: Id,
    isGroup: Optional(z.boolean()),
    conversationType: Optional(z.string().max(50)),
    tenantId: Optional(z.string().max(100)),
  }),
  text: Optional(z.string()),
  // a malformed one counts as missing, so that what somebody said is not refused because of it
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/)
    .optional()
    .catch(undefined),
  value: z.unknown().optional(),
  name: Optional(z.string().max(200)),
  action: Optional(z.string().max(100)),
  replyToId: Optional(Id),
  timestamp: Optional(z.string().max(100)),
  deliveryMode: Optional(z.string().max(50)),
  textFormat: Optional(z.string().max(50)).catch(undefined),
  attachments: Optional(
    z.array(z.object({ contentType: Optional(z.string().max(300)), content: z.string().optional().catch(undefined) })).max(500),
  ),
  // a malformed one says nothing
  entities: Optional(z.array(Entity.catch({} as z.output<typeof Entity>)).max(500)).catch(undefined),
  membersAdded: Optional(z.array(z.object({ id: Id })).max(10_000)),
  channelData: z
    .object({
      tenant: Optional(z.object({ id: z.string().max(100) })),
      eventType: Optional(z.string().max(100)),
      back: Optional(z.boolean()),
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
  const parsed = IncomingActivity.safeParse(body)
  if (parsed.success) return { activity: parsed.data }
  const parts = new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the body'))
  return { wrong: `not an activity as the Bot Framework protocol describes it; look at: ${[...parts].slice(0, 8).join(', ')}` }
}

function tooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true
    level = level.flatMap((item) => (item !== null && typeof item === 'object' ? Object.values(item) : []))
  }
  return false
}
