/** The one way to end: what was opened is closed in reverse, once, whatever fails meanwhile. */
export interface Closers {
  /** Say how to close what was just opened. */
  add(close: () => unknown): void
  /**
   * Closes everything; a second call waits for the first.
   * @returns false if something could not be closed; the rest was, all the same
   */
  close(): Promise<boolean>
}

/** @param onFailure told what went wrong while closing */
export function createClosers(onFailure: (error: unknown) => void): Closers {
  const opened: (() => unknown)[] = []
  let closing: Promise<boolean> | undefined
  async function closeAll(): Promise<boolean> {
    let well = true
    for (let close = opened.pop(); close; close = opened.pop()) {
      try {
        await close()
      } catch (error) {
        well = false
        onFailure(error)
      }
    }
    return well
  }
  return {
    add: (close) => void opened.push(close),
    close() {
      closing ??= closeAll()
      return closing
    },
  }
}
