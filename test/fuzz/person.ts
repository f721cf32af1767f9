/** A counsellor in front of the real program, over the Bot Framework's protocol, who gets every reply at once (`expectReplies`). */

export interface Activity {
  type: string
  text?: string
  attachments?: { content: unknown }[]
}

export interface Heard {
  status: number
  replies: Activity[]
}

export interface Person {
  say(text: string, more?: Record<string, unknown>): Promise<Heard>
  tap(data: Record<string, unknown>): Promise<Heard>
}

let made = 0

/** @param chat the channel's id of the chat */
export function person(origin: string, chat: string): Person {
  const send = async (more: Record<string, unknown>): Promise<Heard> => {
    const answer = await fetch(`${origin}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'message',
        id: `fuzz-${++made}`,
        channelId: 'test',
        serviceUrl: 'http://127.0.0.1:9/',
        from: { id: 'person' },
        recipient: { id: 'bot' },
        conversation: { id: chat },
        locale: 'nl-BE',
        deliveryMode: 'expectReplies',
        ...more,
      }),
    })
    const text = await answer.text()
    const body = text ? (JSON.parse(text) as { activities?: Activity[] }) : {}
    return { status: answer.status, replies: body.activities ?? [] }
  }
  return {
    say: (text, more = {}) => send({ text, ...more }),
    tap: (value) => send({ value }),
  }
}

/** Everything that people read on these replies. */
export function readable(replies: readonly Activity[]): string {
  const found: string[] = []
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return
    for (const [key, value] of Object.entries(node)) {
      if (key === 'data' || key === 'fallback') continue
      if (typeof value === 'string') found.push(value)
      else walk(value)
    }
  }
  walk(replies)
  return found.join('\n')
}

/** What the last button with this action carries. */
export function button(replies: readonly Activity[], action: string): Record<string, string> {
  let last: Record<string, string> | undefined
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return
    const { data } = node as { data?: Record<string, string> }
    if (data?.action === action) last = data
    Object.values(node).forEach(walk)
  }
  walk(replies)
  if (!last) throw new Error(`no button ${action} on ${readable(replies).slice(0, 1_000)}`)
  return last
}
