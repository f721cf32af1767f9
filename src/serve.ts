/** Runs the server until it is stopped. */
import type { Logger } from 'pino'
import { type App, openApp } from './app.ts'
import { type Config, loadConfig, loadEnvFile } from './config.ts'
import { createLogger } from './logger.ts'
import { tellProblem } from './problems.ts'
import { controlPath, serveControl } from './records/operator/control.ts'
import { sweepRegularly } from './records/retention.ts'
import { type RunningServer, startServer } from './server.ts'

/** Starts, prints the address, and stops on SIGTERM or SIGINT after finishing what is in progress. */
export async function serve(): Promise<void> {
  let app: App | undefined
  try {
    loadEnvFile()
    const config = loadConfig()
    const logger = createLogger(config.logLevel)
    quietLibraries(logger)
    app = await openApp(config, logger)
    const { content, records, assistant, presentation, chatSecret } = app
    const server = await startServer({
      config,
      assistant,
      onErased: (listener) => records.onErased(listener),
      presentation,
      content,
      ready: () => records.ready(),
      secret: chatSecret,
      logger,
      onNewAddress: (address) => console.log(`Wegwijzer for another browser: ${address}`),
    })
    const control = await serveControl(records, controlPath(config.dataDir))
    const stopSweeping = sweepRegularly(records.context, (outcome) =>
      outcome instanceof Error ? logger.error({ err: outcome }, 'the sweep failed') : logger.info(outcome, 'swept'),
    )
    // before the address is printed, since its reader may stop us at once
    stopOnSignal(logger, async () => {
      stopSweeping()
      await server.close()
      await control.close()
      await records.close()
    })
    announce(config, server, logger)
  } catch (error) {
    await app?.records.close()
    tellProblem(error)
    process.exitCode = 1
  }
}

/** One line on stdout with the address; it holds a secret, so it never goes to the log. */
function announce(config: Config, server: RunningServer, logger: Logger): void {
  if (config.app) console.log(`Wegwijzer serves the Bot Framework: POST /api/messages on port ${server.port}`)
  else if (!server.address) console.log(`Wegwijzer: http://localhost:${server.port} (the browser chat is off)`)
  if (server.address) console.log(`Wegwijzer: ${server.address}`)
  if (config.localChat?.beside) {
    logger.warn('LOCAL_CHAT is on beside the Bot Framework: whoever can reach the loopback address of this machine is the local counsellor')
  }
}

function stopOnSignal(logger: Logger, close: () => Promise<void>): void {
  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    // a second signal means that somebody does not want to wait
    if (stopping) process.exit(1)
    stopping = true
    logger.info({ signal }, 'stopping: turns in progress are finished')
    await close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // an uncaught error may quote a client: its name and place go to the log, its message goes nowhere
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'stopped by an error that nobody caught; what was confirmed is on disk')
    process.exit(1)
  })
}

/** Libraries write their input to the console; the Bot Framework SDK does so for each token it refuses. */
function quietLibraries(logger: Logger): void {
  console.warn = () => logger.debug('a library had a warning')
  console.error = () => logger.debug('a library had an error')
}
