/** The file with the master key: outside the data folder, created on the first run. It may be behind a link, as in a mounted secret. */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { asText, freshRing, KeyProblem, parseKeys, type Ring } from '../ring.ts'
import { createDurably, discard, makeFolder, writeDurably } from './durable.ts'
import { asUnavailable, codeOf, isMissing } from './failures.ts'
import { isWithin } from './within.ts'

const inside = (folder: string, file: string): boolean => {
  const way = relative(resolve(folder), resolve(file))
  return way !== '..' && !way.startsWith(`..${sep}`)
}

/** Where a path really leads, as far as it exists. */
async function real(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(await real(above), basename(path))
  }
}

/**
 * Reads the key file; creates it (mode 0600) on the first run.
 * @param empty whether the store contains nothing yet: only then may a key be created
 * @param opens what the key is for, named in the message
 * @throws KeyProblem
 */
export async function loadKeyFile(keyFile: string, dataDir: string, empty: boolean, opens = dataDir): Promise<Ring> {
  const target = await real(resolve(keyFile))
  if (inside(dataDir, keyFile) || inside(await real(resolve(dataDir)), target) || (await isWithin(dirname(target), dataDir)))
    throw new KeyProblem(`KEY_FILE lies inside DATA_DIR: a copy of the data would hold its own key. Put ${keyFile} elsewhere`)
  const text = await readKeyFile(keyFile)
  if (text !== undefined) {
    await tidy(await realpath(keyFile))
    return parseKeys(text, keyFile)
  }
  if (await isLink(keyFile)) throw new KeyProblem(`the key file ${keyFile} is a link that leads nowhere. Nothing was changed`)
  if (!empty)
    throw new KeyProblem(
      `the key file ${keyFile} is not there, while ${opens} holds what only that key opens. Put the key file back (or set KEY_FILE to where it is). Nothing was changed`,
    )
  const ring = freshRing()
  try {
    await makeFolder(dirname(resolve(keyFile)))
    if (await createDurably(keyFile, Buffer.from(asText(ring)))) return ring
  } catch (error) {
    throw new KeyProblem(`the key file ${keyFile} cannot be created: ${(asUnavailable(error) as Error).message}`)
  }
  return parseKeys((await readKeyFile(keyFile)) ?? '', keyFile)
}

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (there) => there.isSymbolicLink(),
    () => false,
  )

/** @returns undefined if there is none. Only a regular file is read: a pipe or device would be waited for. @throws KeyProblem */
async function readKeyFile(keyFile: string): Promise<string | undefined> {
  const no = (why: string): KeyProblem => new KeyProblem(`the key file ${keyFile} cannot be read: ${why}. Nothing was changed`)
  try {
    const handle = await open(keyFile, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const there = await handle.stat()
      if (there.isDirectory()) throw no('it is a folder')
      if (!there.isFile()) throw no('it is not a regular file')
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof KeyProblem) throw error
    if (isMissing(error)) return undefined
    if (codeOf(error) === 'EISDIR') throw no('it is a folder')
    if (codeOf(error) === 'ENXIO' || codeOf(error) === 'ENODEV') throw no('it is not a regular file')
    if (codeOf(error) === 'ELOOP') throw no('links lead in a circle there')
    throw no((asUnavailable(error) as Error).message)
  }
}

/** What somebody else on this machine may do with the key, for the operator; the file exists. */
export async function keyFileWarnings(keyFile: string): Promise<string[]> {
  if (process.platform === 'win32') return []
  const warnings: string[] = []
  if ((await stat(keyFile)).mode & 0o077) warnings.push(`others on this machine can read the key file ${keyFile}: chmod 600 it`)
  const folder = dirname(await realpath(keyFile))
  const { mode } = await stat(folder)
  // With the sticky bit each may only replace what is theirs.
  if (mode & 0o002 && !(mode & 0o1000)) warnings.push(`others on this machine can replace the key file in ${folder}: chmod 700 that folder`)
  return warnings
}

const sameKeys = (one: Ring, other: Ring): boolean => [...one.keys.keys()].join() === [...other.keys.keys()].join()

/** Whether the key file still holds these keys. */
export async function keyFileHolds(keyFile: string, ring: Ring): Promise<boolean> {
  try {
    const text = await readKeyFile(keyFile)
    return text !== undefined && sameKeys(parseKeys(text, keyFile), ring)
  } catch (error) {
    if (error instanceof KeyProblem) return false
    throw error
  }
}

/**
 * Writes other keys into the key file, where it really is. @param before the keys it must still hold
 * @throws KeyProblem if it holds others, or cannot be written
 */
export async function writeKeyFile(keyFile: string, ring: Ring, before: Ring): Promise<void> {
  if (!(await keyFileHolds(keyFile, before)))
    throw new KeyProblem(`the key file ${keyFile} no longer holds the keys that are in use. It was left as it is: put them back first`)
  const target = await realpath(keyFile)
  try {
    await writeDurably(target, Buffer.from(asText(ring)), { aside: `${target}.${randomBytes(6).toString('hex')}.partial` })
  } catch (error) {
    const { message } = asUnavailable(error) as Error
    throw new KeyProblem(
      `the key file ${target} cannot be written: ${message}. Where it is a mounted secret, change it there: put a new key in front of the old one, start again, rotate, and take the old one out`,
    )
  }
}

/** Destroys copies of the key that a process left beside it that was killed while writing it; an hour old, so that nobody is using them. */
async function tidy(keyFile: string): Promise<void> {
  const folder = dirname(keyFile)
  for (const file of await readdir(folder).catch(() => [])) {
    if (!file.startsWith(`${basename(keyFile)}.`) || !/^\.[0-9a-f]{12}\.partial(\.old)?$/.test(file.slice(basename(keyFile).length)))
      continue
    const there = await lstat(join(folder, file)).catch(() => undefined)
    if (there?.isFile() && Date.now() - there.mtimeMs > 3_600_000) await discard(join(folder, file)).catch(() => {})
  }
}
