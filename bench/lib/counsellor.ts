import { Agent, request } from 'node:http'
import type { Activity, Connector } from './connector.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 128 })

/** One person at the other end of a bot. */
export interface Counsellor {
  /** Sends a text and waits until the bot answered. @throws Error when the bot refuses */
  say(text: string): Promise<Activity>
  /** The same with the data of a card's button. */
  act(data: Record<string, unknown>): Promise<Activity>
}

let count = 0

export function counsellor(bot: string, connector: Connector, name: string): Counsellor {
  const turn = async (content: { text: string } | { value: Record<string, unknown> }): Promise<Activity> => {
    const answer = connector.next(name)
    const status = await post(`${bot}/api/messages`, {
      type: 'message',
      id: `a${++count}`,
      channelId: 'emulator',
      serviceUrl: connector.url,
      locale: 'nl-BE',
      from: { id: name, name },
      recipient: { id: 'bot', name: 'bot' },
      conversation: { id: name },
      timestamp: new Date().toISOString(),
      ...content,
    })
    if (status >= 300) throw new Error(`the bot answered ${status}`)
    return answer
  }
  return { say: (text) => turn({ text }), act: (value) => turn({ value }) }
}

function post(url: string, body: unknown): Promise<number> {
  const bytes = Buffer.from(JSON.stringify(body))
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': bytes.length } },
      (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      },
    )
    call.on('error', reject)
    call.end(bytes)
  })
}

/** The data of a button on the cards of a message. @throws Error when there is none */
export function button(activity: Activity, action: string): Record<string, unknown> {
  const found = find(
    activity.attachments?.map((one) => one.content),
    action,
  )
  if (!found) throw new Error(`no button ${action} in the answer`)
  return found
}

function find(node: unknown, action: string): Record<string, unknown> | undefined {
  if (!node || typeof node !== 'object') return undefined
  const { data } = node as { data?: { action?: string } }
  if (data?.action === action) return data as Record<string, unknown>
  for (const child of Object.values(node)) {
    const found = find(child, action)
    if (found) return found
  }
  return undefined
}
