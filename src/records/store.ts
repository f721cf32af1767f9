/**
 * The port under the rules. A store keeps sealed bytes in places and knows nothing of clients, counsellors or keys: the rules above it
 * decide who may do what, what is owed to whom and in which order things are erased. A disk is one store (`files/`), a database could be
 * another. Every method throws StoreUnavailable if the store cannot be reached or written for now.
 */

/** The two kinds of documents, each with data keys of its own. */
export type Shelf = 'clients' | 'counsellors'
export const SHELVES: readonly Shelf[] = ['clients', 'counsellors']

/** Whom something belongs to; the name is 32 hex digits and reveals nothing. */
export interface Owner {
  shelf: Shelf
  name: string
}

/** The part that changes in every turn, and says which of the other parts are valid. */
export const DOCUMENT = 'document'

/**
 * Where something is kept: the owner's document, or a part beside it that is written once under its name (`<run>-<version>`, `audit-<n>`).
 */
export interface Place extends Owner {
  part: string
}

export interface Sealed {
  place: Place
  bytes: Uint8Array
}

/**
 * Opens the bytes found.
 * @param former whether these are the bytes from before the last write
 * @throws SealBroken to refuse them; anything else ends the read
 */
export type Accept<T> = (bytes: Buffer, former: boolean) => T

/** Whose keys: an owner's, or those of the store itself. */
export type KeyOwner = Owner | 'store'

/** Told of a part of the store whose names cannot be listed; without it, that ends the walk. */
export type Unlisted = (folder: string, reason: string) => void

/** Wrapped keys, kept apart from the data: neither is worth anything without the other. */
export interface Keys {
  /** @throws SealBroken if something else stands there, Unreadable */
  read(of: KeyOwner): Promise<Buffer | undefined>
  /** Writes the whole file or nothing. */
  write(of: KeyOwner, bytes: Uint8Array): Promise<void>
  has(of: KeyOwner): Promise<boolean>
  /** Destroys them for good: the bytes do not come back. Does nothing if there are none. */
  destroy(of: KeyOwner): Promise<void>
  /** Names of the owners that have keys, in order. */
  names(shelf: Shelf, unlisted?: Unlisted): AsyncIterable<string>
}

/** What remains of erased clients; kept with the keys. */
export interface Marks {
  /** @throws SealBroken if something else stands there, Unreadable */
  read(name: string): Promise<Buffer | undefined>
  write(name: string, bytes: Uint8Array): Promise<void>
  has(name: string): Promise<boolean>
  names(unlisted?: Unlisted): AsyncIterable<string>
}

/** What the rules remember of the store as a whole: one small sealed file. */
export interface Diary {
  /** @throws SealBroken if something else stands there, Unreadable */
  read(): Promise<Buffer | undefined>
  /** Writes the whole file or nothing. */
  write(bytes: Uint8Array): Promise<void>
}

/** Bytes that could not be read. */
export interface Damage {
  /** Where they were, in terms that the store's operator knows. */
  file: string
  reason: string
  /** The former version was brought back. */
  recovered: boolean
}

export interface Store {
  /**
   * What `accept` makes of the newest bytes it does not refuse. A store that keeps a document's version from before the last write falls
   * back on it; refused bytes are set aside for somebody to look at.
   * @param expected bytes are known to have been written here, so finding none is damage
   * @returns undefined if nothing was ever written
   * @throws SealBroken if nothing readable is left; Unreadable if it cannot be told, and then nothing is set aside
   */
  read<T>(place: Place, accept: Accept<T>, expected?: boolean): Promise<T | undefined>
  /**
   * The bytes that lie there, as they are: nothing is set aside or brought back.
   * @param former the document's from before its last write
   * @throws SealBroken if something else stands there, Unreadable
   */
  look(place: Place, former?: boolean): Promise<Buffer | undefined>
  /**
   * Whether this owner's document was brought back from before its last write, and not replaced since: what lies beside it may belong to
   * what was lost.
   */
  recovered(owner: Owner): Promise<boolean>
  /**
   * Writes these in this order, each whole or not at all, and safe from a power cut once it returns. If it throws, the last one is
   * unchanged: the document goes last and makes the others valid.
   * @param replace drops the former version too, because what is written comes from somewhere else
   */
  write(batch: readonly Sealed[], replace?: boolean): Promise<void>
  /** Removes these parts, or everything of this owner except the keys. Does nothing if it is already gone. */
  remove(owner: Owner, parts?: readonly string[]): Promise<void>
  /** Owners on a shelf of whom anything is stored, in order. */
  names(shelf: Shelf, unlisted?: Unlisted): AsyncIterable<string>
  /** The parts stored for an owner, including what an interrupted write left, but not what the store keeps to fall back on. */
  parts(owner: Owner): Promise<string[]>
  /** Runs work on one owner one after another, in the order it was asked for; on different owners concurrently. */
  lock<T>(owner: Owner, work: () => Promise<T>): Promise<T>
  /**
   * Whether somebody else may have written here, or destroyed the owner's keys, since this store last read or wrote it. Called under the
   * lock, before cached data is trusted.
   */
  changed(place: Place): boolean | Promise<boolean>
  readonly keys: Keys
  readonly marks: Marks
  readonly diary: Diary
  /** Removes what the store itself left behind in interrupted work; called regularly. @returns how many */
  tidy(): Promise<number>
  /** Whether it can be written to now. */
  ready(): Promise<boolean>
  /** Accepts no more work; resolves once all of it is done. */
  close(): Promise<void>
}

export const clientOwner = (name: string): Owner => ({ shelf: 'clients', name })
export const counsellorOwner = (name: string): Owner => ({ shelf: 'counsellors', name })
export const documentOf = ({ shelf, name }: Owner): Place => ({ shelf, name, part: DOCUMENT })

/** An owner as text: as a map key, in what a key is bound to, in messages. */
export const textOf = (of: KeyOwner): string => (of === 'store' ? of : `${of.shelf}/${of.name}`)
