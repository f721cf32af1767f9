import { type DestinationStream, type Logger, pino } from 'pino'

/**
 * Our logger: JSON lines on stderr (the address to open goes to stdout). What a client said never reaches it: callers log only our own ids,
 * counts and names of errors, and the paths below are redacted should one slip through.
 */
export function createLogger(level: string, destination: DestinationStream = pino.destination({ dest: 2, sync: true })): Logger {
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: [
          'text',
          'alias',
          'value',
          'activity',
          'body',
          '*.text',
          '*.alias',
          '*.value',
          '*.activity',
          '*.body',
          'err.message',
          'error.message',
        ],
        remove: true,
      },
      serializers: { err: nameAndPlace, error: nameAndPlace },
    },
    destination,
  )
}

/** An error's message may quote its input, so we keep only the name, the code and where the error was thrown. */
function nameAndPlace(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof statusCode === 'number' ? { statusCode } : {}),
    at: frames.slice(0, 6).map((line) => line.trim().slice(3)),
  }
}
