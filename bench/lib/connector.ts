import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The part of an activity that the bench reads. */
export interface Activity {
  type: string
  text?: string
  attachments?: { contentType: string; content: unknown }[]
}

export interface Connector {
  /** To be given as `serviceUrl`. */
  url: string
  /** The next message sent to this conversation. Call it before the turn that brings it. */
  next(conversation: string): Promise<Activity>
  close(): void
}

/** The other end of the Bot Framework's connector protocol: takes what a bot sends, and gives it an id. */
export async function connector(): Promise<Connector> {
  const waiting = new Map<string, (activity: Activity) => void>()
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
      waiting.get(conversation)?.(activity)
      waiting.delete(conversation)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (conversation) => new Promise((resolve) => waiting.set(conversation, resolve)),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
