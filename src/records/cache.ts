/** A least-recently-used cache, limited by number of entries and by characters of text. */
export interface Cache<T> {
  get: (name: string) => T | undefined
  set: (name: string, value: T) => void
  delete: (name: string) => void
  clear: () => void
}

/** @param size characters a value takes now (it may have grown since it was added) */
export function cache<T>(entries: number, characters: number, size: (value: T) => number): Cache<T> {
  const held = new Map<string, { value: T; size: number }>()
  let total = 0
  const remove = (name: string): void => {
    total -= held.get(name)?.size ?? 0
    held.delete(name)
  }
  return {
    get(name) {
      const found = held.get(name)
      if (!found) return undefined
      held.delete(name)
      held.set(name, found)
      return found.value
    },
    set(name, value) {
      remove(name)
      const one = { value, size: size(value) }
      held.set(name, one)
      total += one.size
      for (const oldest of held.keys()) {
        if ((held.size <= entries && total <= characters) || oldest === name) break
        remove(oldest)
      }
    },
    delete: remove,
    clear() {
      held.clear()
      total = 0
    },
  }
}
