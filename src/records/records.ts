/**
 * The port through which the assistant keeps and reads. Access is checked here and nowhere else: a client that does not exist and one that
 * is somebody else's are the same `NoAccess`, so that ids cannot be guessed at.
 */
import type { AuditLine, ClientDocument, CounsellorDocument, FinishedRun, Handover, ShownCards, UserKey } from './model.ts'

/** Not there, or not theirs: the difference is never told. */
export class NoAccess extends Error {
  override name = 'NoAccess'
  constructor() {
    super('no such client for this counsellor')
  }
}

/** The store cannot write (full, read-only ...): nothing of the turn happened. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable'
}

/** A file is damaged, from a newer version, or not what its name says. It was left as it is. */
export class DamagedFile extends Error {
  override name = 'DamagedFile'
}

export interface Change {
  /** Moves a conversation in progress out of the living document into a file of its own. Written before the document. */
  finish(run: FinishedRun): void
  /** Writes a finished conversation's file again (an answer corrected, moved or deleted); its id must be in `finished`. */
  rewrite(run: FinishedRun): void
  /** Deletes a finished conversation's file. */
  discard(run: string): void
}

export interface Records {
  /** The counsellor's own document, made on first use. */
  counsellor(user: UserKey): Promise<CounsellorDocument>
  /** Changes it under a lock: `change` alters the draft it gets; nothing is written when it throws or alters nothing. */
  changeCounsellor<T>(user: UserKey, change: (draft: CounsellorDocument) => T): Promise<T>
  /** @throws NoAccess, DamagedFile */
  client(user: UserKey, id: string): Promise<ClientDocument>
  /**
   * Changes a client's document under its lock: one synced write, before this returns. What `change` throws is passed on and nothing is written.
   * `tools` stage writes of finished conversations, which are done with it.
   * @throws NoAccess (also for readers), StoreUnavailable, DamagedFile
   */
  changeClient<T>(user: UserKey, id: string, change: (draft: ClientDocument, tools: Change) => T): Promise<T>
  /** Makes the file and its data key and enters it in the owner's list. The id is `document.id`, made by `newId`. */
  createClient(document: ClientDocument): Promise<void>
  /** @throws NoAccess, DamagedFile; also when the run is not finished */
  finishedRun(user: UserKey, client: string, run: string): Promise<FinishedRun>
  /** Erases: the data key first, then every file of the client, then the entries in counsellors' lists. Owner only. @throws NoAccess */
  erase(user: UserKey, client: string, channel?: string): Promise<void>
  /** A document as this counsellor may see it, who may change it: without what is private to others. */
  seenBy(user: UserKey, document: ClientDocument): ClientDocument
  /** 128 random bits, base64url. */
  newId(): string
  /** True while the store can write. */
  ready(): Promise<boolean>
  close(): Promise<void>
}

/** What the receiver sees of an offered file before accepting: this and nothing else. */
export interface Offer {
  client: string
  alias: string
  from: UserKey
  /** ISO instant. */
  at: string
  note: string
}

/** A file that will be erased. */
export interface Expiring {
  client: string
  alias: string
  /** YYYY-MM-DD */
  due: string
}

/** A client that was erased, for whoever remembers or shows anything of it. */
export interface Erased {
  client: string
  /** Cards that show this client; empty where the file could not be read. */
  shown: ShownCards[]
}

/**
 * What is done with a whole file rather than in it. `channel` goes into the audit line. All throw NoAccess (what is asked is not theirs to
 * do), StoreUnavailable and DamagedFile.
 */
export interface FileRecords extends Records {
  /** Shares with a colleague of the same tenant, or changes their right. Owner only. */
  share(user: UserKey, client: string, colleague: UserKey, right: 'read' | 'write', channel: string): Promise<void>
  /** Takes it back. The owner, or the colleague themself. */
  unshare(user: UserKey, client: string, colleague: UserKey, channel: string): Promise<void>
  /** Notes in the audit that somebody looked: once in an hour for each person. Readers too. */
  opened(user: UserKey, client: string, channel: string): Promise<void>
  /** Who did what and when, oldest first. Owner and writers. */
  audit(user: UserKey, client: string): Promise<AuditLine[]>
  /** Offers the whole file to a colleague of the same tenant; a new offer replaces an open one. Owner only. */
  offer(user: UserKey, client: string, offer: Pick<Handover, 'to' | 'note' | 'consent' | 'withPrivate'>, channel: string): Promise<void>
  /** Takes an open offer back (owner), or declines it (receiver). */
  closeOffer(user: UserKey, client: string, channel: string): Promise<void>
  /** Open offers to this counsellor. */
  offered(user: UserKey): Promise<Offer[]>
  /**
   * The receiver becomes the owner; the former owner no longer has access. Private notes are taken out for good, unless the one who handed
   * over ticked them.
   */
  accept(user: UserKey, client: string, channel: string): Promise<void>
  /** Own files that the retention period will erase within a month, soonest first. */
  expiring(user: UserKey): Promise<Expiring[]>
  /** The retention period begins anew today. Owner only. @returns the new day, YYYY-MM-DD */
  keepLonger(user: UserKey, client: string, channel: string): Promise<string>
  /** Everything held about a client, for the client; private notes only where asked. Owner only. */
  exportFor(user: UserKey, client: string, options: { withPrivate: boolean }, channel: string): Promise<ClientExport>
  /**
   * Tells of each erasure, whoever began it: a counsellor, the operator or the end of the retention period. Once, when the data key is gone;
   * what a listener throws does not stop the erasure. @returns how to stop listening
   */
  onErased(listener: (told: Erased) => void): () => void
}

/** Everything held about one person. */
export interface ClientExport {
  /** ISO instant. */
  exported: string
  /** The document without what is of no meaning to the person (replies kept for a retry). */
  file: Omit<ClientDocument, 'handled' | 'audit' | 'auditHead'>
  finished: FinishedRun[]
  audit: AuditLine[]
  /** YYYY-MM-DD the file will be erased. */
  due: string
}
