/** The file with the master key: outside the data folder, created on the first run. */
import { readFile, stat } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { asText, freshRing, KeyProblem, parseKeys, type Ring } from '../ring.ts'
import { createDurably, makeFolder, writeDurably } from './durable.ts'
import { asUnavailable, isMissing } from './failures.ts'

const inside = (folder: string, file: string): boolean => {
  const way = relative(resolve(folder), resolve(file))
  return way !== '..' && !way.startsWith(`..${sep}`)
}

/**
 * Reads the key file; creates it (mode 0600) on the first run.
 * @param empty whether the store contains nothing yet: only then may a key be created
 * @param opens what the key is for, named in the message
 * @throws KeyProblem
 */
export async function loadKeyFile(keyFile: string, dataDir: string, empty: boolean, opens = dataDir): Promise<Ring> {
  if (inside(dataDir, keyFile))
    throw new KeyProblem(`KEY_FILE lies inside DATA_DIR: a copy of the data would hold its own key. Put ${keyFile} elsewhere`)
  const text = await readKeyFile(keyFile)
  if (text !== undefined) return parseKeys(text, keyFile)
  if (!empty)
    throw new KeyProblem(
      `the key file ${keyFile} is not there, while ${opens} holds what only that key opens. Put the key file back (or set KEY_FILE to where it is). Nothing was changed`,
    )
  const ring = freshRing()
  await makeFolder(dirname(resolve(keyFile)))
  if (await createDurably(keyFile, Buffer.from(asText(ring)))) return ring
  return parseKeys((await readKeyFile(keyFile)) ?? '', keyFile)
}

async function readKeyFile(keyFile: string): Promise<string | undefined> {
  try {
    return await readFile(keyFile, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    const problem = asUnavailable(error) as Error
    throw new KeyProblem(`the key file ${keyFile} cannot be read: ${problem.message}`)
  }
}

/** Whether other users of this machine may read the key file. */
export async function keyFileOpen(keyFile: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(keyFile)).mode & 0o077) !== 0
}

export const writeKeyFile = (keyFile: string, ring: Ring): Promise<void> => writeDurably(keyFile, Buffer.from(asText(ring)))
