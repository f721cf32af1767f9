/**
 * The wrapped data keys: one small file for each client and counsellor, apart from the documents. A client exists if its key file does: it
 * is written last when a client is created and destroyed first when one is erased.
 */
import { createSecretKey, generateKeySync, type KeyObject } from 'node:crypto'
import { NewerModel } from './migrations.ts'
import { DamagedFile } from './records.ts'
import { KeyProblem, type Ring } from './ring.ts'
import { SealBroken, seal, unseal } from './seal.ts'
import { type KeyOwner, type Keys, type Owner, textOf } from './store.ts'

/** Data keys by slot: `data` always; a counsellor also has one for their list of clients (`list-1`, `list-2`, ...). */
export type KeySet = Record<string, KeyObject>

/** Keys that no master key opens any more. They were left as they are. */
export class DamagedKeys extends DamagedFile {}

/** Keys under a master key that is not given. Putting it back in front of the others would open them, so nothing takes their place. */
export class OtherMaster extends DamagedFile {}

interface KeyFile {
  wegwijzerKeys: 1
  slots: Record<string, { master: string; sealed: string }>
}

const labelOf = (owner: string, slot: string, master: string) => ({ kind: 'key' as const, id: `${owner}/${slot}/${master}` })

/** @param owner what the keys belong to (`clients/<name>`, or `store`); each wrapping is bound to it */
export function wrap(ring: Ring, owner: string, keys: KeySet): Buffer {
  const master = ring.keys.get(ring.current) as KeyObject
  const slots = Object.entries(keys).map(([slot, key]) => {
    const label = { ...labelOf(owner, slot, ring.current), model: 1, revision: 0 }
    return [slot, { master: ring.current, sealed: seal(master, label, key.export()).toString('base64') }]
  })
  const file: KeyFile = { wegwijzerKeys: 1, slots: Object.fromEntries(slots) }
  return Buffer.from(JSON.stringify(file))
}

/**
 * @throws KeyProblem if the store's own master key is not in the ring, OtherMaster if that of one client or counsellor is not, DamagedFile
 *   if it was tampered with or belongs to another owner
 */
export function unwrap(ring: Ring, owner: string, bytes: Buffer): KeySet {
  const keys: KeySet = {}
  for (const [slot, { master, sealed }] of Object.entries(parse(owner, bytes).slots)) {
    const key = ring.keys.get(master)
    if (!key) {
      const given = `with another master key (${master}) than the one given (${[...ring.keys.keys()].join(', ')})`
      if (owner !== 'store') throw new OtherMaster(`the key file keys/${owner} was made ${given}`)
      throw new KeyProblem(`the keys of this store were made ${given}. Nothing was changed`)
    }
    try {
      keys[slot] = createSecretKey(unseal(key, labelOf(owner, slot, master), Buffer.from(sealed, 'base64')).plain)
    } catch (error) {
      if (error instanceof SealBroken) throw new DamagedKeys(`the key file keys/${owner} is damaged or not the one its name says`)
      throw error
    }
  }
  return keys
}

/** Ids of the master keys this key file needs. @throws DamagedFile */
export const mastersOf = (owner: string, bytes: Buffer): string[] => Object.values(parse(owner, bytes).slots).map(({ master }) => master)

function parse(owner: string, bytes: Buffer): KeyFile {
  try {
    const file = JSON.parse(bytes.toString()) as KeyFile
    if (file.wegwijzerKeys > 1)
      throw new NewerModel(`the key file keys/${owner} was written by a newer version of Wegwijzer; it was left as it is`)
    const slots = Object.values(file.slots)
    if (
      file.wegwijzerKeys === 1 &&
      slots.length > 0 &&
      slots.every((slot) => typeof slot.master === 'string' && typeof slot.sealed === 'string')
    )
      return file
  } catch (error) {
    if (error instanceof NewerModel) throw error
    // anything else is reported below
  }
  throw new DamagedKeys(`the key file keys/${owner} is damaged`)
}

export const newKey = (): KeyObject => generateKeySync('aes', { length: 256 })

/**
 * Key files as they are kept, for whoever unwraps them. @returns undefined if there are none
 * @throws DamagedFile also where something else stands in their place
 */
export async function keyBytes(kept: Pick<Keys, 'read'>, of: KeyOwner): Promise<Buffer | undefined> {
  try {
    return await kept.read(of)
  } catch (error) {
    if (error instanceof SealBroken) throw new DamagedKeys(`the key file keys/${textOf(of)} is damaged: ${error.message}`)
    throw error
  }
}

export interface DataKeys {
  /** @returns undefined if there are no keys. @throws DamagedFile */
  read: (of: Owner) => Promise<KeySet | undefined>
  write: (of: Owner, keys: KeySet) => Promise<void>
  /** Waits for what is being written now, which may be wrapped with the master key of before. */
  written: () => Promise<void>
  destroy: (of: Owner) => Promise<void>
}

/** @param ring called each time, because it changes while keys are rotated */
export function dataKeys(kept: Keys, ring: () => Ring): DataKeys {
  const writing = new Set<Promise<void>>()
  return {
    async read(of) {
      const bytes = await keyBytes(kept, of)
      return bytes && unwrap(ring(), textOf(of), bytes)
    },
    async write(of, keys) {
      const write = kept.write(of, wrap(ring(), textOf(of), keys))
      writing.add(write)
      try {
        await write
      } finally {
        writing.delete(write)
      }
    },
    written: async () => void (await Promise.allSettled(writing)),
    destroy: (of) => kept.destroy(of),
  }
}
