/**
 * Our server, put together as `npm start` does, except that each chat is a counsellor of its own, as each person in Teams is: without Teams'
 * tokens everybody would be the one local counsellor. It reports its memory use over the process channel.
 */
import { openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/logger.ts'
import { startServer } from '../../src/server.ts'

const config = loadConfig()
const logger = createLogger(config.logLevel)
const app = await openApp(config, logger)
const { assistant, chatSecret: secret, content, presentation, records } = app
const server = await startServer({
  config,
  assistant: { handle: (turn) => assistant.handle({ ...turn, user: { tenant: 'bench', id: turn.chat.id } }) },
  presentation,
  content,
  ready: () => records.ready(),
  onErased: (listener) => records.onErased(listener),
  secret,
  logger,
})

process.on('message', () => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send?.({ rss, live: heapUsed + external })
})
process.on('SIGTERM', async () => {
  await server.close()
  await records.close()
  process.exit(0)
})
