/**
 * A bare echo bot on the same SDK and web server, as in its makers' examples: `node bench/peers/echo.ts PORT [FOLDER BYTES]`.
 * With a folder it writes that many bytes to the conversation's file at each turn and syncs them before it answers.
 */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder'
import restify from 'restify'
import { syncedWrite } from './synced-write.ts'

const [port, folder, size, how] = process.argv.slice(2)
const bytes = Buffer.alloc(Number(size ?? 0), 'x')

async function keep(name: string): Promise<void> {
  if (!folder) return
  const path = join(folder, name.replaceAll(/\W/g, '_'))
  if (how !== 'in-place') return syncedWrite(path, bytes)
  const file = await open(path, 'w')
  await file.writeFile(bytes)
  await file.sync()
  await file.close()
}

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}))

async function echo(context: TurnContext): Promise<void> {
  if (context.activity.type !== 'message') return
  await keep(context.activity.conversation.id)
  await context.sendActivity(`You said: ${context.activity.text}`)
}

const server = restify.createServer()
server.use(restify.plugins.bodyParser())
server.post('/api/messages', async (request, response) => {
  await adapter.process(request, response as never, echo)
})
server.get('/readyz', (_request, response, next) => {
  response.send(200, 'ready')
  next()
})
server.listen(Number(port), '127.0.0.1')
