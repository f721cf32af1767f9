/**
 * The port through which the assistant keeps and reads. Access is checked here and nowhere else: a client that does not exist and one that
 * is somebody else's are the same `NoAccess`, so that ids cannot be guessed at.
 */
import type { ClientDocument, CounsellorDocument, FinishedRun, UserKey } from './model.ts'

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
  erase(user: UserKey, client: string): Promise<void>
  /** 128 random bits, base64url. */
  newId(): string
  /** True while the store can write. */
  ready(): Promise<boolean>
  close(): Promise<void>
}
