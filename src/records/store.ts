/**
 * The port under the rules. A store keeps sealed bytes in places and knows nothing of clients, counsellors or keys: who may do what, what is
 * owed to whom and in which order things are erased is decided above it. A disk is one store (`files/`), a database can be another.
 * Every verb throws StoreUnavailable where the store cannot be reached or written for now.
 */

/** The two sorts of documents, each with a data key of its own. */
export type Shelf = 'clients' | 'counsellors'
export const SHELVES: readonly Shelf[] = ['clients', 'counsellors']

/** To whom something belongs; the name is 32 hex digits and tells nothing. */
export interface Owner {
  shelf: Shelf
  name: string
}

/** The part that changes with every turn, and says which of the other parts are valid. */
export const DOCUMENT = 'document'

/** Where something lies: the owner's document, or a part beside it that is written once under its name (`<run>-<version>`, `audit-<n>`). */
export interface Place extends Owner {
  part: string
}

export interface Sealed {
  place: Place
  bytes: Uint8Array
}

/**
 * Opens what was found.
 * @param former whether these are the bytes from before the last write
 * @throws SealBroken to refuse them; whatever else it throws ends the reading
 */
export type Accept<T> = (bytes: Buffer, former: boolean) => T

/** An owner's wrapped keys, or those of the store itself. */
export type KeyOwner = Owner | 'store'

/** Wrapped keys, kept apart from the data: one without the other is worth nothing. */
export interface Keys {
  read(of: KeyOwner): Promise<Buffer | undefined>
  /** Whole or not at all. */
  write(of: KeyOwner, bytes: Uint8Array): Promise<void>
  has(of: KeyOwner): Promise<boolean>
  /** For good: the bytes do not come back. Nothing happens where there are none. */
  destroy(of: KeyOwner): Promise<void>
  /** Who has keys, in order. */
  names(shelf: Shelf): AsyncIterable<string>
}

/** What stays of an erased client; kept with the keys. */
export interface Marks {
  read(name: string): Promise<Buffer | undefined>
  write(name: string, bytes: Uint8Array): Promise<void>
  has(name: string): Promise<boolean>
  names(): AsyncIterable<string>
}

/** Bytes that could not be read. */
export interface Damage {
  /** Where they were, as the operator of this store knows it. */
  file: string
  reason: string
  /** The version before was brought back. */
  recovered: boolean
}

export interface Store {
  /**
   * What `accept` makes of the newest bytes it does not refuse. A store that keeps a document's version from before the last write falls back
   * on it; refused bytes are set aside, for somebody to look at.
   * @param expected bytes are known to have been written here: without any, this is damage
   * @returns nothing where nothing was ever written
   * @throws SealBroken where nothing readable is left
   */
  read<T>(place: Place, accept: Accept<T>, expected?: boolean): Promise<T | undefined>
  /**
   * Writes these in this order, each whole or not at all, and safe from a power cut when it returns. When it throws, the last one is as it was:
   * the document goes last and makes the others valid.
   * @param anew the version from before is not kept either (what is written comes from somewhere else)
   */
  write(batch: readonly Sealed[], anew?: boolean): Promise<void>
  /** Takes away these parts, or everything of this owner but the keys. Nothing happens where it is gone already. */
  remove(owner: Owner, parts?: readonly string[]): Promise<void>
  /** Owners on a shelf of whom anything lies there, in order. */
  names(shelf: Shelf): AsyncIterable<string>
  /** What lies there of one owner, also what an interrupted write left; not what the store keeps for itself to fall back on. */
  parts(owner: Owner): Promise<string[]>
  /** Work on one owner is done one after another, in the order it was asked for; on different owners at the same time. */
  lock<T>(owner: Owner, work: () => Promise<T>): Promise<T>
  /**
   * Whether somebody else may have written here, or destroyed the owner's keys, since this store last read or wrote it. Asked under the lock,
   * before memory is believed.
   */
  changed(place: Place): boolean | Promise<boolean>
  readonly keys: Keys
  readonly marks: Marks
  /** Takes away what the store itself left in interrupted work; asked for now and then. @returns how many */
  tidy(): Promise<number>
  /** Whether it can be written now. */
  ready(): Promise<boolean>
  /** Takes nothing more; resolves once nothing is under way. */
  close(): Promise<void>
}

export const clientOwner = (name: string): Owner => ({ shelf: 'clients', name })
export const counsellorOwner = (name: string): Owner => ({ shelf: 'counsellors', name })
export const documentOf = ({ shelf, name }: Owner): Place => ({ shelf, name, part: DOCUMENT })

/** An owner as text: in a map, in what a key is bound to, in a message. */
export const textOf = (of: KeyOwner): string => (of === 'store' ? of : `${of.shelf}/${of.name}`)
