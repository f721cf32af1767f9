import { Agent, request } from 'node:http'
import type { Activity, Connector } from './connector.ts'
import { ANSWER } from './conversation.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 128 })

/** One person at the other end of a bot, in a chat that is named after them. */
export interface Counsellor {
  /** Sends a text and waits until the bot answered. @throws Error when the bot refuses */
  say(text: string): Promise<Activity>
  /** The same with the data of a card's button; where several messages come back, the one that has this button too. */
  act(data: Data, wanted?: string): Promise<Activity>
}
type Data = Record<string, unknown>

let count = 0

export function counsellor(bot: string, connector: Connector, name: string): Counsellor {
  const turn = async (content: { text: string } | { value: Data }): Promise<Activity> => {
    connector.clear(name)
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
    return connector.next(name)
  }
  return {
    say: (text) => turn({ text }),
    async act(value, wanted) {
      let answer = await turn({ value })
      for (let n = 0; wanted && n < 3 && !button(answer, wanted); n++) answer = await connector.next(name)
      return answer
    },
  }
}

function post(url: string, body: unknown): Promise<number> {
  const bytes = Buffer.from(JSON.stringify(body))
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': bytes.length }
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    call.on('error', reject)
    call.end(bytes)
  })
}

/** The data of a button on the cards of a message. */
export function button(activity: Activity, action: string): Data | undefined {
  return find(
    activity.attachments?.map((one) => one.content),
    action,
  )
}

function find(node: unknown, action: string): Data | undefined {
  if (!node || typeof node !== 'object') return undefined
  const { data } = node as { data?: Data }
  if (data?.action === action) return data
  for (const child of Object.values(node)) {
    const found = find(child, action)
    if (found) return found
  }
  return undefined
}

/** The data of a button that must be there. */
export function press(activity: Activity, action: string): Data {
  const data = button(activity, action)
  if (!data) throw new Error(`no button ${action} in the answer: ${JSON.stringify(activity).slice(0, 300)}`)
  return data
}

/** Makes a client with consent and begins the conversation; returns the first step. */
export async function beginConversation(person: Counsellor, alias: string): Promise<Activity> {
  const form = { alias, country: 'BE', phase: 'refused-appeal', order: 'true', partner: 'true', children: 'true', language: 'Dari' }
  const file = await person.act({ action: 'client.create', ...form, interpreter: 'professional', consent: 'given' }, 'conversation.new')
  const { client } = press(file, 'conversation.new')
  const start = { action: 'conversation.start', client, conversation: 'what-now', mode: 'afterwards' }
  return person.act({ ...start, date: new Date().toISOString().slice(0, 10), place: '', present: '', interpreter: '' }, 'answer')
}

/** Answers the step that is shown; returns the next one. */
export const answerStep = (person: Counsellor, step: Activity): Promise<Activity> => person.act({ ...press(step, 'answer'), text: ANSWER })
