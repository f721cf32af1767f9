/** The routes of the browser chat: its page, Direct Line, and the connector that the bot answers to. */
import type { Logger } from 'pino'
import type { Request, Response, Server } from 'restify'
import type { Content } from '../../content/content.ts'
import type { OnErased } from '../../turn/assistant.ts'
import { createPage } from './page.ts'
import { createSecrets } from './secrets.ts'
import { createDirectLine, type HttpAnswer } from './service.ts'

export interface DirectLineOptions {
  secret: Uint8Array
  content: Content
  logger: Logger
  /** Where this server answers: `http://127.0.0.1:3978`. */
  origin: () => string
  /** The one-time key was used; this is the next. */
  newAddress: (key: string) => void
  onErased: OnErased
  /** How many clients were erased before. */
  erased: number
}

export interface DirectLineRoutes {
  /** The one-time key that is valid now. */
  key(): string
  close(): void
}

export function addDirectLine(
  server: Server,
  { secret, content, logger, origin, newAddress, onErased, erased }: DirectLineOptions,
): DirectLineRoutes {
  const secrets = createSecrets(secret)
  const service = createDirectLine({ secrets, logger, origin, erased })
  const page = createPage({ secrets, content, port: () => new URL(origin()).port, newAddress: () => newAddress(secrets.key()) })

  server.get('/', (request, response, next) => {
    page.index(request, response)
    next(false)
  })
  server.get('/chat/:version/:file', async (request, response) => {
    if (!page.file(String(request.params.version), String(request.params.file), request, response)) send(response, notFound)
  })

  server.post('/v3/directline/tokens/generate', async (request, response) => {
    send(response, page.isKnown(request) ? service.generate(request.body) : unknownBrowser)
  })
  server.post('/v3/directline/tokens/refresh', async (request, response) => send(response, service.refresh(authorization(request))))
  server.post('/v3/directline/conversations', async (request, response) => {
    send(response, service.start(authorization(request), localeOf(request.body) ?? locale(request)))
  })
  server.get('/v3/directline/conversations/:id', async (request, response) => {
    send(response, service.reconnect(String(request.params.id), authorization(request), locale(request)))
  })
  server.get('/v3/directline/conversations/:id/activities', async (request, response) => {
    const query = new URL(request.url ?? '', 'http://localhost').searchParams
    const wait = /^\d{1,6}$/.test(query.get('wait') ?? '') ? Number(query.get('wait')) : undefined
    const asked = { watermark: query.get('watermark') ?? '', sending: query.has('sending'), wait, locale: locale(request) }
    send(response, await service.activities(String(request.params.id), authorization(request), asked))
  })
  server.post('/v3/directline/conversations/:id/activities', async (request, response) => {
    send(response, await service.post(String(request.params.id), authorization(request), request.body))
  })
  // not in Direct Line: other clients do without
  server.put('/v3/directline/conversations/:id/draft', async (request, response) => {
    send(response, service.draft(String(request.params.id), authorization(request), request.body))
  })

  const connector = '/connector/v3/conversations/:id/activities'
  const receive = async (request: Request, response: Response): Promise<void> =>
    send(response, await service.receive(String(request.params.id), request.body))
  server.post(connector, receive)
  server.post(`${connector}/:activity`, receive)

  // The history does not say whom a message is about: every open page drops all of it.
  const stopListening = onErased(() => service.forget())
  return {
    key: () => secrets.key(),
    close() {
      stopListening()
      service.close()
    },
  }
}

const notFound: HttpAnswer = { status: 404, body: { error: { code: 'NotFound', message: 'there is nothing here' } } }
const unknownBrowser: HttpAnswer = {
  status: 401,
  body: { error: { code: 'Unauthorized', message: 'open the address that was printed at the start' } },
}

function send(response: Response, { status, body }: HttpAnswer): void {
  response.send(status, body)
}

const authorization = (request: Request): string => request.headers.authorization ?? ''

/** The browser's first language, as a locale. */
function locale(request: Request): string | undefined {
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*/.exec(request.headers['accept-language'] ?? '')?.[0]
}

function localeOf(body: unknown): string | undefined {
  const value = (body as { locale?: unknown } | undefined)?.locale
  return typeof value === 'string' ? value.slice(0, 50) : undefined
}
