/**
 * Our server, put together as `src/main.ts` does, but each conversation of the channel is a counsellor of its own, as each person in Teams is:
 * without Teams' tokens everybody would be the one local counsellor. `node bench/lib/many.ts PORT DATA_DIR KEY_FILE`.
 * Over the process channel it tells how much memory it uses.
 */
import { createAssistant } from '../../src/assistant/create.ts'
import { loadConfig } from '../../src/config.ts'
import { loadContent } from '../../src/content/load.ts'
import { createLogger } from '../../src/logger.ts'
import { createPresentation } from '../../src/presentation/presentation.ts'
import { openRecords } from '../../src/records/open.ts'
import { startServer } from '../../src/server.ts'
import { ROOT } from './program.ts'

const [port, dataDir, keyFile] = process.argv.slice(2)
const content = loadContent(ROOT)
const records = await openRecords({ dataDir: dataDir!, keyFile: keyFile! })
const assistant = createAssistant({ content, records })
const server = await startServer({
  config: loadConfig({ PORT: port, DATA_DIR: dataDir, KEY_FILE: keyFile, LOG_LEVEL: 'error' }),
  assistant: { handle: (turn) => assistant.handle({ ...turn, user: { tenant: 'bench', id: turn.conversation.id } }) },
  presentation: createPresentation(content),
  content,
  ready: () => records.ready(),
  secret: new Uint8Array(32),
  logger: createLogger('error'),
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
