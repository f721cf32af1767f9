/** One chat with the whole server over the Bot Framework's protocol: answers step after step and remembers what was confirmed. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type Data = Record<string, unknown>

export interface Connector {
  url: string
  /** The next message to this chat that answers this activity, or `undefined` once `stop` is called. */
  reply(chat: string, activity: string): Promise<Data[] | undefined>
  /** The server is gone: whoever waits is told. */
  stop(): void
  close(): void
}

/** The other end of the connector protocol. */
export async function connector(): Promise<Connector> {
  const came = new Map<string, Data[]>()
  let told = new Set<() => void>()
  let stopped = false
  const tell = (): void => {
    const waiting = told
    told = new Set()
    for (const one of waiting) one()
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.setHeader('content-type', 'application/json').end('{"id":"r"}')
      const [, chat, activity] = /\/conversations\/([^/]+)\/activities(?:\/([^/?]+))?/.exec(decodeURIComponent(request.url ?? '')) ?? []
      if (request.method !== 'POST' || !chat) return
      const message = JSON.parse(Buffer.concat(chunks).toString()) as Data
      if (message.type !== 'message') return
      const key = `${chat} ${activity ?? message.replyToId}`
      came.set(key, [...(came.get(key) ?? []), message])
      tell()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async reply(chat, activity) {
      stopped = false
      for (;;) {
        const messages = came.get(`${chat} ${activity}`)
        if (messages) return messages
        if (stopped) return undefined
        await new Promise<void>((done) => told.add(done))
      }
    },
    stop() {
      stopped = true
      tell()
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The data of a button on what came, wherever on a card it stands. */
export function button(node: unknown, action: string): Data | undefined {
  if (!node || typeof node !== 'object') return undefined
  const { data } = node as { data?: Data }
  if (data?.action === action) return data
  for (const child of Object.values(node)) {
    const found = button(child, action)
    if (found) return found
  }
  return undefined
}

export interface Lane {
  client?: string
  confirmed: string[]
  /** Sent, but the server was killed before it answered. */
  open?: { id: string; value: Data; text: string }
  /** Goes on until the server is gone. */
  work(origin: string): Promise<void>
  /** Sends what was open again, as a channel does. */
  retry(origin: string): Promise<void>
}

export function lane(chat: string, end: Connector): Lane {
  let count = 0
  let next: Data | undefined
  const send = async (origin: string, id: string, value: Data): Promise<Data[] | undefined> => {
    const activity = {
      type: 'message',
      id,
      channelId: 'emulator',
      serviceUrl: end.url,
      locale: 'nl-BE',
      from: { id: chat, name: chat },
      recipient: { id: 'bot', name: 'bot' },
      conversation: { id: chat },
      timestamp: new Date().toISOString(),
      value,
    }
    const response = await fetch(`${origin}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    }).catch(() => undefined)
    if (!response) return undefined
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    return end.reply(chat, id)
  }
  const me: Lane = {
    confirmed: [],
    async work(origin) {
      for (;;) {
        count += 1
        const id = `${chat}-${count}`
        if (!me.client) {
          const alias = `Zee ${chat}`
          const made = await send(origin, id, { action: 'client.create', alias, country: 'BE', phase: 'refused-first', consent: 'given' })
          if (!made) return
          me.client = button(made, 'conversation.new')?.client as string | undefined
          continue
        }
        if (!next) {
          const begun = await send(origin, id, {
            action: 'conversation.start',
            client: me.client,
            conversation: 'what-if',
            mode: 'afterwards',
            date: '2026-02-03',
          })
          if (!begun) return
          next = button(begun, 'answer')
          continue
        }
        const text = `woord ${id}`
        const value = { ...next, text }
        me.open = { id, value, text }
        const said = await send(origin, id, value)
        if (!said) return
        me.confirmed.push(text)
        me.open = undefined
        next = button(said, 'answer')
      }
    },
    async retry(origin) {
      next = undefined
      if (!me.open) return
      const { id, value, text } = me.open
      if (!(await send(origin, id, value))) throw new Error('the server went away while nobody killed it')
      me.confirmed.push(text)
      me.open = undefined
    },
  }
  return me
}
