/** Makes something when it is first asked for, and keeps it: tables of dates and names would take a tenth of a start. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
