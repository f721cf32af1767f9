import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The part of an activity that the bench reads. */
export interface Activity {
  type: string
  text?: string
  attachments?: { contentType: string; content: unknown }[]
}

export interface Connector {
  /** To pass as `serviceUrl`. */
  url: string
  /** Forgets what was sent to this conversation. */
  clear(conversation: string): void
  /** The oldest message sent to this conversation and not yet taken, or else the next one. */
  next(conversation: string): Promise<Activity>
  close(): void
}

interface Inbox {
  messages: Activity[]
  waiting?: (activity: Activity) => void
}

/** The other end of the Bot Framework's connector protocol: takes what a bot sends and assigns it an id. */
export async function connector(): Promise<Connector> {
  const inboxes = new Map<string, Inbox>()
  const inbox = (conversation: string): Inbox => {
    const known = inboxes.get(conversation) ?? { messages: [] }
    inboxes.set(conversation, known)
    return known
  }
  let count = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const conversation = decodeURIComponent(request.url?.match(/\/conversations\/([^/]+)\/activities/)?.[1] ?? '')
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id: `r${++count}` }))
      if (request.method !== 'POST') return
      const activity = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Activity
      if (activity.type !== 'message') return
      const { messages, waiting } = inbox(conversation)
      if (!waiting) messages.push(activity)
      else {
        inbox(conversation).waiting = undefined
        waiting(activity)
      }
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clear: (conversation) => inboxes.delete(conversation),
    next: (conversation) =>
      new Promise((resolve) => {
        const box = inbox(conversation)
        const first = box.messages.shift()
        if (first) resolve(first)
        else box.waiting = resolve
      }),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
