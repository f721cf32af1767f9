/** Why the program cannot start, for the person at the console: only the message if they can fix it, the whole error if it is a bug. */
const FOR_PEOPLE = new Set(['ConfigError', 'ContentError', 'KeyProblem', 'StoreLocked', 'StoreUnavailable', 'DamagedFile'])

export function tellProblem(error: unknown): void {
  process.stderr.write(`${describeProblem(error)}\n`)
}

export function describeProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (FOR_PEOPLE.has(error.name)) return error.message
  const { code, port, address, path, dest, syscall, setting = 'PORT' } = error as NodeJS.ErrnoException & Place
  if (code === 'EADDRINUSE' && port !== undefined)
    return `${setting}: something else listens on port ${port} already; stop it or choose another port`
  if (code === 'EACCES' && port !== undefined) return `${setting}: this account may not listen on port ${port}; choose one above 1023`
  // what was read through a handle comes without a path
  if (code === 'EADDRNOTAVAIL') return `HOST: this machine has no address ${address}`
  const where = path ?? dest ?? address ?? (syscall === 'read' ? 'DATA_DIR or KEY_FILE' : undefined)
  const reason = code === undefined ? undefined : REASONS[code]
  if (reason && where) return `${where}: ${reason} (${code})`
  return error.stack ?? error.message
}

interface Place {
  port?: number
  /** Of a network; a socket's path has it too. */
  address?: string
  dest?: string
  /** The setting that named the port. */
  setting?: string
}

/** What the system says about a place that a setting named. */
const REASONS: Record<string, string> = {
  EACCES: 'this account may not use it',
  EPERM: 'this account may not use it',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'it does not exist',
  ENOTDIR: 'it lies in what is not a folder',
  EISDIR: 'a folder stands there, where a file is needed',
  ERR_FS_EISDIR: 'a folder stands there, where a file is needed',
  EEXIST: 'something else stands there already',
  ENOTEMPTY: 'it is a folder that is not empty',
  ENAMETOOLONG: 'the name is too long',
  EINVAL: 'the system does not take it; a shorter path may help',
  ELOOP: 'links lead in a circle there',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  EIO: 'the disk has an error',
}
