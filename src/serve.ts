/** Runs the server until it is stopped. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { openApp } from './app.ts'
import { createClosers } from './closers.ts'
import { type Config, loadConfig, loadEnvFile } from './config.ts'
import { createLogger } from './logger.ts'
import { tellProblem } from './problems.ts'
import type { Fault } from './records/check.ts'
import { lookRegularly } from './records/look.ts'
import { controlPath, serveControl } from './records/operator/control.ts'
import { type Swept, sweepRegularly } from './records/retention.ts'
import { type RunningServer, startServer } from './server.ts'

/** Milliseconds to close what is open after a failure: what hangs then is part of the failure. */
const CLOSE_WITHIN = 10_000

/** Milliseconds within which signals are one: Ctrl-C reaches us from the terminal, and again from npm. */
const ONE_SIGNAL = 1_000

/** Also of a terminal that is closed, or a console of Windows. */
const ENDING = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const

/** Starts, prints the address, and stops on a signal to end after finishing what is in progress. */
export async function serve(): Promise<void> {
  let logger: Logger | undefined
  const opened = createClosers((error) => logger?.error({ err: error }, 'something could not be closed'))
  const giveUp = async (): Promise<never> => {
    await Promise.race([opened.close(), pause(CLOSE_WITHIN)])
    process.exit(1)
  }
  try {
    const odd = loadEnvFile()
    const config = loadConfig()
    logger = createLogger(config.logLevel)
    quietLibraries(logger)
    for (const line of odd) logger.warn(line)
    // before anything is open: somebody may stop us at any moment
    stopOnSignal(logger, opened.close)
    stopOnMistake(logger, giveUp)
    await open(config, logger, opened.add)
  } catch (error) {
    tellProblem(error)
    await giveUp()
  }
}

/** The ports come last, so that a server that answers lacks nothing. */
async function open(config: Config, logger: Logger, onClose: (close: () => unknown) => void): Promise<void> {
  const { content, records, assistant, presentation, chatSecret } = await openApp(config, logger)
  onClose(() => records.close())
  const control = await serveControl(records, controlPath(config.dataDir))
  onClose(() => control.close())
  const server = await startServer({
    config,
    assistant,
    onErased: (listener) => records.onErased(listener),
    erased: await records.erased(),
    presentation,
    content,
    ready: () => records.ready(),
    secret: chatSecret,
    logger,
    onNewAddress: (address) => console.log(`Wegwijzer for another browser: ${address}`),
  })
  onClose(() => server.close())
  onClose(lookRegularly(() => records.ready()))
  onClose(sweepRegularly(records.context, (outcome, faults) => tellSweep(logger, outcome, faults)))
  announce(config, server, logger)
}

/** What a sweep did; names of files say nothing of anybody. */
function tellSweep(logger: Logger, outcome: Swept | Error, faults: Fault[]): void {
  for (const { file, fault } of faults) logger.error({ file, fault }, 'damaged: restore it from a backup that still has it')
  if (outcome instanceof Error) {
    logger.error({ err: outcome }, 'the sweep failed')
    return
  }
  const { waiting, ...swept } = outcome
  if (waiting)
    logger.warn(
      { files: waiting.clients.length, why: waiting.why },
      'files whose time is up by the clock were not erased: look at them with "npx wegwijzer sweep", then "npx wegwijzer sweep --yes"',
    )
  logger.info(swept, 'swept')
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

function stopOnSignal(logger: Logger, close: () => Promise<boolean>): void {
  let since: number | undefined
  const stop = async (signal: string): Promise<void> => {
    if (since !== undefined) {
      // a second signal means that somebody does not want to wait
      if (performance.now() - since > ONE_SIGNAL) process.exit(1)
      return
    }
    since = performance.now()
    logger.info({ signal }, 'stopping: turns in progress are finished')
    process.exit((await close()) ? 0 : 1)
  }
  for (const signal of ENDING) process.on(signal, stop)
}

/** Also called for a promise that nobody looks after, as Node does by itself. */
function stopOnMistake(logger: Logger, giveUp: () => Promise<never>): void {
  let first = true
  process.on('uncaughtException', (error) => {
    if (!first) return
    first = false
    // it may quote a client: its name and place go to the log, its message goes nowhere
    logger.fatal({ err: error }, 'stopped by an error that nobody caught; what was confirmed is on disk')
    void giveUp()
  })
}

/** Libraries write their input to the console; the Bot Framework SDK does so for each token it refuses. */
function quietLibraries(logger: Logger): void {
  console.warn = () => logger.debug('a library had a warning')
  console.error = () => logger.debug('a library had an error')
}
