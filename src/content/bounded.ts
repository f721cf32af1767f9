/** Maps and sets that stay small: they keep the order in which things were added, and let go of the first. */

/** Adds it as the latest. @param most entries that are kept */
export function keepLatest<K, V>(kept: Map<K, V>, most: number, key: K, value: V): void {
  kept.delete(key)
  kept.set(key, value)
  dropOldest(kept, most)
}

/** Lets go of what was added first, where there are more than `most`. */
export function dropOldest<K>(kept: Map<K, unknown> | Set<K>, most: number): void {
  if (kept.size <= most) return
  const [oldest] = kept.keys()
  kept.delete(oldest as K)
}
