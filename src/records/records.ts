/**
 * The port through which the assistant keeps and reads. Access is checked here and nowhere else: a client that does not exist and one that
 * is somebody else's are the same `NoAccess`, so that ids cannot be guessed at.
 */
import type { AuditLine, ClientDocument, CounsellorDocument, FinishedRun, Handover, ShownCards, UserKey } from './model.ts'

/** Not there, or not theirs: the difference is never revealed. */
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

/**
 * What stands there cannot be read: another account's file, or a bad place on the disk. It is left where it is, because it may be whole, and
 * the trouble of this one file only.
 */
export class Unreadable extends DamagedFile {}

/** Stages changes to finished conversations; they are written together with the client's document. */
export interface FinishedRuns {
  /** Moves a run out of the client's document into a file of its own, which is written before the document. */
  finish(run: FinishedRun): void
  /** Rewrites a finished conversation's file (an answer was corrected, moved or deleted); its id must be in `finished`. */
  rewrite(run: FinishedRun): void
  /** Deletes a finished conversation's file. */
  discard(run: string): void
}

export interface Records {
  /** The counsellor's own document; a new counsellor gets an empty one. */
  counsellor(user: UserKey): Promise<CounsellorDocument>
  /** Changes it under a lock: `change` edits the draft; nothing is written if it throws or changes nothing. */
  changeCounsellor<T>(user: UserKey, change: (draft: CounsellorDocument) => T): Promise<T>
  /** @throws NoAccess, DamagedFile */
  client(user: UserKey, id: string): Promise<ClientDocument>
  /**
   * Changes a client's document under its lock, in one synced write before this returns. If `change` throws, nothing is written.
   * @param change edits the draft; `finishedRuns` stages writes of finished conversations, done in the same write
   * @throws NoAccess (also for readers), StoreUnavailable, DamagedFile, whatever `change` throws
   */
  changeClient<T>(user: UserKey, id: string, change: (draft: ClientDocument, finishedRuns: FinishedRuns) => T): Promise<T>
  /**
   * Runs work that names a client on this counsellor's list, one after another, so that a name given at the same moment is seen. Their own
   * document may be read and changed in it.
   */
  naming<T>(user: UserKey, work: () => Promise<T>): Promise<T>
  /** Creates the file and its data key and adds it to the owner's list. `document.id` comes from `newId`. */
  createClient(document: ClientDocument): Promise<void>
  /** @throws NoAccess (also if the run is not finished), DamagedFile */
  finishedRun(user: UserKey, client: string, run: string): Promise<FinishedRun>
  /** Erases the client: first the data key, then every file, then the entries in counsellors' lists. Owner only. @throws NoAccess */
  erase(user: UserKey, client: string, channel?: string): Promise<void>
  /** The document as this counsellor, who may change it, may see it: without what is private to others. */
  seenBy(user: UserKey, document: ClientDocument): ClientDocument
  /** 128 random bits, base64url. */
  newId(): string
  /** True while the store can write. */
  ready(): Promise<boolean>
  close(): Promise<void>
}

/** A colleague, and what they may do with the file. */
export interface Grant {
  to: UserKey
  right: 'read' | 'write'
}

/** What the receiver sees of an offered file before accepting it: this and nothing else. */
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

/** A client that was erased, for anything that remembers or shows it. */
export interface Erased {
  client: string
  /** Cards that show this client; empty if the file could not be read. */
  shown: ShownCards[]
}

/**
 * Operations on a whole file. `channel` goes into the audit line. All throw NoAccess (not theirs to do), StoreUnavailable and DamagedFile.
 */
export interface FileRecords extends Records {
  /** Shares with a colleague of the same tenant, or changes their right. Owner only. */
  share(user: UserKey, client: string, grant: Grant, channel: string): Promise<void>
  /** Stops sharing. The owner, or the colleague themselves. */
  unshare(user: UserKey, client: string, colleague: UserKey, channel: string): Promise<void>
  /** Adds an audit line that somebody looked: at most once an hour for each person. Readers too. */
  opened(user: UserKey, client: string, channel: string): Promise<void>
  /** Who did what and when, oldest first. Owner and writers. */
  audit(user: UserKey, client: string): Promise<AuditLine[]>
  /**
   * Offers the whole file to a colleague of the same tenant; a new offer replaces an open one. Owner only.
   * @param look sees the file as it stands at that moment; what it throws refuses the offer
   */
  offer(
    user: UserKey,
    client: string,
    offer: Pick<Handover, 'to' | 'note' | 'consent' | 'withPrivate'>,
    channel: string,
    look?: (file: Readonly<ClientDocument>) => void,
  ): Promise<void>
  /** Withdraws an open offer (owner), or declines it (receiver). */
  closeOffer(user: UserKey, client: string, channel: string): Promise<void>
  /** Open offers to this counsellor. */
  offered(user: UserKey): Promise<Offer[]>
  /**
   * The receiver becomes the owner; the former owner loses access. Their private notes are removed for good, unless they ticked to pass
   * them on.
   */
  accept(user: UserKey, client: string, channel: string): Promise<void>
  /** The counsellor's own files due to be erased within a month, soonest first. */
  expiring(user: UserKey): Promise<Expiring[]>
  /** Restarts the retention period today. Owner only. @returns the new day, YYYY-MM-DD */
  keepLonger(user: UserKey, client: string, channel: string): Promise<string>
  /** Everything held about a client, for the client; private notes only if asked for. Owner only. */
  exportFor(user: UserKey, client: string, options: { withPrivate: boolean }, channel: string): Promise<ClientExport>
  /**
   * Calls `listener` once for each erasure, whoever began it: a counsellor, the operator or the end of the retention period. At that moment
   * the data key is gone; an error in a listener does not stop the erasure. @returns a function that stops listening
   */
  onErased(listener: (erased: Erased) => void): () => void
}

/** Everything held about one person. */
export interface ClientExport {
  /** ISO instant. */
  exported: string
  /** The document without what means nothing to the client (handled activities). */
  file: Omit<ClientDocument, 'handled' | 'audit' | 'auditHead'>
  finished: FinishedRun[]
  audit: AuditLine[]
  /** What is kept and could not be read, because it is damaged; absent if all could. */
  unreadable?: {
    /** Finished conversations: their lines in the document. */
    finished: ClientDocument['finished']
    /** Whether older audit lines are among it. */
    audit: boolean
  }
  /** The day the file will be erased, YYYY-MM-DD. */
  due: string
}
