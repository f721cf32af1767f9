/** The HTTP server, on restify: the routes of the Bot Framework, of the browser chat and of the health checks. */
import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { Logger } from 'pino'
import restify from 'restify'
import { createAdapter, type TokenSource } from './channels/botframework/adapter.ts'
import { type Bot, createBot } from './channels/botframework/bot.ts'
import { isTeamsService } from './channels/botframework/service.ts'
import { addDirectLine } from './channels/directline/routes.ts'
import { MAX_BODY, type Objection, objectToBody, objectToHead, objectToOrigin, secureHeaders, watchText } from './channels/guard.ts'
import { isLoopback } from './channels/loopback.ts'
import { createSay } from './channels/sentences.ts'
import type { AppRegistration, Config } from './config.ts'
import type { Content } from './content/content.ts'
import { type Listener, listen } from './listen.ts'
import type { Presentation } from './render/presentation.ts'
import type { Assistant, OnErased } from './turn/assistant.ts'

export interface ServerOptions {
  config: Config
  assistant: Assistant
  onErased: OnErased
  /** How many clients were erased before this start: an open page may show one who was erased while no server ran. */
  erased?: number
  presentation: Presentation
  content: Content
  /** True while answers can be kept. */
  ready: () => Promise<boolean>
  /** 32 bytes from the master key: the browser chat signs with it, so that open pages survive a restart. */
  secret: Uint8Array
  logger: Logger
  /** Called when the address to open was used, with the one that replaces it. */
  onNewAddress?: (address: string) => void
  /** For tests. */
  tokenSource?: TokenSource
  sendLimit?: number
}

export interface RunningServer {
  port: number
  /** The address that opens the browser chat, once; absent when the chat is off. */
  address?: string
  /** Accepts no new work, finishes the turns in progress and sends what is left to send. */
  close(): Promise<void>
}

/** Milliseconds left, when the server stops, to deliver waiting messages, and then for the answers that are still on their way. */
const DRAIN = 5_000
const LAST_ANSWERS = 1_000

/** Milliseconds for which what was found about the store holds. */
const READY_FOR = 1_000

/** @throws the system's error if a port is taken; `setting` in it names the one concerned, where it is not PORT. Nothing is left open then. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config } = options
  const running: Serving[] = []
  const close = async (): Promise<void> => {
    await Promise.all(running.map((one) => one.close()))
  }
  try {
    if (config.app) running.push(await serve(options, { local: false, port: config.port, chat: false }))
    const localPort = config.app ? config.localChat?.port : config.port
    if (localPort !== undefined) running.push(await serve(options, { local: true, port: localPort, chat: config.localChat !== undefined }))
  } catch (error) {
    await close()
    if (running.length > 0 && error instanceof Error) Object.assign(error, { setting: 'LOCAL_CHAT_PORT' })
    throw error
  }
  return {
    port: running[0]?.port ?? config.port,
    address: running.at(-1)?.address(),
    close,
  }
}

interface Serving {
  port: number
  address(): string | undefined
  close(): Promise<void>
}

/** `local`: no tokens, the loopback address only, and every request must come from our own page or from no page. */
async function serve(
  options: ServerOptions,
  { local, port: wanted, chat }: { local: boolean; port: number; chat: boolean },
): Promise<Serving> {
  const { config, assistant, presentation, content, logger, tokenSource, sendLimit } = options
  const app = local ? undefined : config.app
  const bot = createBot({
    assistant,
    presentation,
    say: createSay(content),
    logger,
    sendLimit,
    onErased: options.onErased,
    adapter: await createAdapter(app, tokenSource),
    ...(app
      ? {
          teams: {
            allowedTenants: app.allowedTenants,
            serves: (url) => servesTeams(url, app, tokenSource !== undefined),
            actions: app.actions,
          },
        }
      : {}),
  })
  const server = restify.createServer({ name: 'Wegwijzer', log: logger as never, strictFormatters: false })
  let port = wanted

  server.pre((request, response, next) => {
    secureHeaders(response)
    const objection = objectToHead(request) ?? (local ? objectToOrigin(request, port) : undefined) ?? objectToBody(request)
    return objection ? refuse(objection, response, next) : next()
  })
  const read = restify.plugins.bodyReader({ maxBodySize: MAX_BODY }) as restify.RequestHandler
  server.use((request, response, next) => {
    const objection = watchText(request)
    const done = (error?: unknown): void => {
      const wrong = error === undefined ? objection() : undefined
      if (wrong) refuse(wrong, response, next)
      else next(error)
    }
    return read(request, response, done as restify.Next)
  })
  server.use(restify.plugins.jsonBodyParser({ bodyReader: true, mapParams: false }))
  server.on('restifyError', tellPlainly)

  addHealth(server, options.ready)
  addMessages(server, bot)
  const directLine = chat
    ? addDirectLine(server, {
        secret: options.secret,
        content,
        logger,
        origin: () => `http://127.0.0.1:${port}`,
        newAddress: (key) => options.onNewAddress?.(addressWith(key)),
        onErased: options.onErased,
        erased: options.erased ?? 0,
      })
    : undefined
  const addressWith = (key: string): string => `http://localhost:${port}/?key=${key}`

  const handle: RequestListener = (request, response) => void server.server.emit('request', request, response)
  const listeners: Listener[] = []
  const close = async (): Promise<void> => {
    for (const one of listeners) one.refuse()
    directLine?.close()
    await bot.close(DRAIN)
    await Promise.all(listeners.map((one) => one.end(LAST_ANSWERS)))
  }
  try {
    const http = await listen(handle, wanted, local ? '127.0.0.1' : app?.host)
    listeners.push(http)
    port = http.port
    if (local) listeners.push(...(await alsoOnIpv6(handle, port, wanted !== 0)))
  } catch (error) {
    await close()
    throw error
  }
  return { port, address: () => (directLine ? addressWith(directLine.key()) : undefined), close }
}

function refuse({ status, code, message }: Objection, response: restify.Response, next: restify.Next): void {
  response.send(status, { error: { code, message } })
  next(false)
}

/** `localhost` may also mean ::1: only we may listen there, or the secret address could reach another program. */
async function alsoOnIpv6(handle: RequestListener, port: number, insist: boolean): Promise<Listener[]> {
  try {
    return [await listen(handle, port, '::1')]
  } catch (error) {
    if (insist && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw error
    return []
  }
}

/** Tests speak as Teams from this machine. */
const servesTeams = (url: string, app: AppRegistration, test: boolean): boolean =>
  isTeamsService(url, app.serviceHosts) || (test && isLoopback(url))

function addHealth(server: restify.Server, ready: () => Promise<boolean>): void {
  // tells an open page that the server was restarted
  const instance = randomUUID()
  server.get('/healthz', (_request, response, next) => {
    response.send(200, { status: 'ok', instance })
    next()
  })
  let looked = Number.NEGATIVE_INFINITY
  let answer: Promise<boolean> | undefined
  server.get('/readyz', async (_request, response) => {
    // looking writes to the disk, and anybody may ask
    if (!answer || performance.now() - looked > READY_FOR) {
      looked = performance.now()
      answer = ready().catch(() => false)
    }
    const good = await answer
    response.send(good ? 200 : 503, { status: good ? 'ready' : 'the store cannot write' })
  })
}

function addMessages(server: restify.Server, bot: Bot): void {
  server.post('/api/messages', async (request, response) => {
    const { status, body } = await bot.receive(request.body, request.headers.authorization ?? '')
    if (body !== undefined) {
      response.send(status, body)
      return
    }
    // nothing to write down: nearly every answer
    response.statusCode = status
    response.setHeader('content-length', 0)
    response.end()
  })
}

/** One shape for every error; it reveals nothing of what was sent or of our internals. */
function tellPlainly(
  _request: restify.Request,
  _response: restify.Response,
  error: { statusCode?: number; toJSON?: () => unknown; toString?: () => string },
  done: () => void,
): void {
  const [code, message] = PLAIN[error.statusCode ?? 500] ?? ['ServiceError', 'something went wrong here; what was confirmed before stands']
  error.toJSON = () => ({ error: { code, message } })
  error.toString = () => message
  done()
}

const PLAIN: Record<number, [code: string, message: string]> = {
  400: ['BadArgument', 'the body is not valid JSON'],
  404: ['NotFound', 'there is nothing here'],
  405: ['MethodNotAllowed', 'that method is not used here'],
  413: ['RequestEntityTooLarge', 'the body is larger than 256 kB'],
  415: ['UnsupportedMediaType', 'send JSON, with content-type application/json'],
}
