/** The ids of all clients anywhere in a reply, found by what they look like: every `{id, alias}` and every `client`. */
export function everyClientIn(reply: unknown): string[] {
  const found = new Set<string>()
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    const { id, alias, client } = value as { id?: unknown; alias?: unknown; client?: unknown }
    if (typeof id === 'string' && typeof alias === 'string') found.add(id)
    if (typeof client === 'string') found.add(client)
    for (const part of Object.values(value)) walk(part)
  }
  walk(reply)
  return [...found]
}

/** A copy in which no two places name the same client. */
export function withDistinctClients<T>(reply: T): T {
  let count = 0
  const walk = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(walk)
    const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]))
    if (typeof copy.id === 'string' && typeof copy.alias === 'string') copy.id = `client-${++count}`
    if (typeof copy.client === 'string') copy.client = `client-${++count}`
    return copy
  }
  return walk(reply) as T
}
