/**
 * The public keys that the channel signs its tokens with. They are asked for once, however many requests wait for them, and after a failure
 * not again for a while: whoever sends us nonsense may not make us hammer the identity server.
 */
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { z } from 'zod'
import { getJson } from './connector.ts'

/** What the SDK verifies a token with; the key as PEM. */
export interface Key {
  key: string
  endorsements?: string[]
}

/** The keys cannot be fetched now. */
export class KeysUnreachable extends Error {
  override name = 'KeysUnreachable'
}

export interface Keys {
  /** @returns null where there is no such key. @throws KeysUnreachable */
  getKey(id: string): Promise<Key | null>
}

const MINUTE = 60_000
const DAY = 1_440 * MINUTE

/** Milliseconds. `failed`: before asking again after a failure; `unknown`: before asking again for a key that was not among them. */
const PAUSES = { within: 10_000, failed: 10_000, unknown: 5 * MINUTE }

const Metadata = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) })
const KeySet = z.object({
  keys: z.array(z.object({ kid: z.string(), kty: z.string(), endorsements: z.array(z.string()).optional() }).loose()),
})

/** @param metadata address of the OpenID metadata, which names that of the keys */
export function createKeys(metadata: string, pauses: Partial<typeof PAUSES> = {}): Keys {
  const { within, failed: afterFailure, unknown: afterUnknown } = { ...PAUSES, ...pauses }
  let known = new Map<string, Key>()
  let fetched = Number.NEGATIVE_INFINITY
  let failed = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  async function ask(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(within)
      const { jwks_uri } = Metadata.parse(await getJson(metadata, signal))
      known = new Map(KeySet.parse(await getJson(jwks_uri, signal)).keys.flatMap(readable))
      fetched = performance.now()
    } catch (error) {
      failed = performance.now()
      throw new KeysUnreachable('the keys cannot be fetched now', { cause: error })
    } finally {
      asking = undefined
    }
  }

  async function refresh(): Promise<void> {
    if (performance.now() - failed < afterFailure) throw new KeysUnreachable('the keys could not be fetched a moment ago')
    asking ??= ask()
    await asking
  }

  return {
    async getKey(id) {
      const key = known.get(id)
      const age = performance.now() - fetched
      if (key ? age < DAY : age < afterUnknown) return key ?? null
      try {
        await refresh()
      } catch (error) {
        // a key that was good yesterday is worth more than a day without anybody
        if (key && age < 2 * DAY) return key
        throw error
      }
      return known.get(id) ?? null
    },
  }
}

/** Tokens are signed with RSA only; other keys, and broken ones, count as absent. */
function readable({ kid, kty, endorsements, ...jwk }: z.infer<typeof KeySet>['keys'][number]): [string, Key][] {
  if (kty !== 'RSA') return []
  try {
    const key = createPublicKey({ key: { kty, ...jwk } as JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    return [[kid, { key: key.toString(), endorsements }]]
  } catch {
    return []
  }
}
