/** Why the program cannot start, for the person at the console: only the message if they can fix it, the whole error if it is a bug. */
const FOR_PEOPLE = new Set(['ConfigError', 'ContentError', 'KeyProblem', 'StoreLocked', 'StoreUnavailable', 'DamagedFile'])

export function tellProblem(error: unknown): void {
  process.stderr.write(`${describeProblem(error)}\n`)
}

export function describeProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (FOR_PEOPLE.has(error.name)) return error.message
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') return `PORT: something else listens on port ${port} already; stop it or choose another port`
  if (code === 'EACCES' && port !== undefined) return `PORT: this account may not listen on port ${port}; choose one above 1023`
  return error.stack ?? error.message
}
