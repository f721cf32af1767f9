/** Milliseconds between two looks of a server at its store and key file; each writes a small file. */
const LOOK = 300_000

/**
 * Looks regularly whether the records are ready. The look itself warns where the key file is gone or another, and nobody may be asking
 * `/readyz`.
 * @returns ends it
 */
export function lookRegularly(ready: () => Promise<boolean>, every = LOOK): () => void {
  const timer = setInterval(() => void ready().catch(() => false), every).unref()
  return () => clearInterval(timer)
}
