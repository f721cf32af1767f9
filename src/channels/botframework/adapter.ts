/** Authenticates the sender, and makes a connector that answers with our token. */
import { z } from 'zod'
import { remembered } from '../../content/memo.ts'
import type { IncomingActivity } from './activity.ts'
import { type Authorize, type Connector, connectTo } from './connector.ts'
import { createKeys, KeysUnreachable } from './keys.ts'
import type { CredentialSource, Credentials, Registration } from './sdk.ts'

/** A source of tokens other than the public cloud; for tests. */
export interface TokenSource {
  /** Address of the OpenID metadata with the keys that channels sign with. */
  metadata: string
  issuer: string
  /** How to sign what we send. */
  credentials: CredentialSource
}

/** The sender cannot be authenticated. `status` is the answer to give. */
export class Unauthenticated extends Error {
  override name = 'Unauthenticated'
  readonly status: 401 | 503
  constructor(status: 401 | 503, options?: ErrorOptions) {
    super(
      status === 401 ? 'the token is missing or not valid for this bot' : 'the keys to check the token with cannot be fetched now',
      options,
    )
    this.status = status
  }
}

export interface Adapter {
  /** Checks the token. @throws Unauthenticated */
  authenticate(activity: IncomingActivity, authorization: string): Promise<void>
  /** Answers to where the activity came from; usable long after the turn. */
  connector(service: string): Connector
}

/** Where bots get tokens in the public cloud, and the scope to ask for. */
const LOGIN = 'https://login.microsoftonline.com/botframework.com'
const SCOPE = 'https://api.botframework.com'

/** Who signs for channels in the public cloud, and where the keys are named. */
const PUBLIC_CLOUD = {
  issuer: 'https://api.botframework.com',
  metadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
}

/** Seconds that clocks may differ. */
const SKEW = 300

/** @param registration absent: local mode */
export async function createAdapter(registration?: Registration, source?: TokenSource): Promise<Adapter> {
  if (!registration) return { authenticate: async () => {}, connector: connectors(async () => undefined) }
  const sdk = await import('./sdk.ts')
  const { issuer, metadata } = source ?? PUBLIC_CLOUD
  const verified = sdk.verifierOf({ issuer, audience: registration.id }, createKeys(metadata))
  const secrets = source?.credentials ?? sdk.credentialsOf(registration)
  let credentials: Credentials | undefined
  const authorize = async (): Promise<string | undefined> => {
    credentials ??= await secrets.createCredentials(registration.id, SCOPE, LOGIN, true)
    // the SDK keeps the token until shortly before it expires
    const { headers } = await credentials.signRequest({ headers: new Headers() })
    return headers.get('authorization') ?? undefined
  }
  return {
    async authenticate({ channelId = '', serviceUrl }, authorization) {
      if (!claims(authorization, { issuer, audience: registration.id, serviceUrl })) throw new Unauthenticated(401)
      let good = false
      try {
        good = await verified(authorization, channelId)
      } catch (error) {
        throw new Unauthenticated(error instanceof KeysUnreachable ? 503 : 401, { cause: error })
      }
      if (!good) throw new Unauthenticated(401)
    },
    connector: connectors(authorize),
  }
}

/** Channels have few addresses; a forged one takes no more than this. */
const MOST_SERVICES = 100

/** The same one for the same address. */
const connectors = (authorize: Authorize): Adapter['connector'] => remembered(MOST_SERVICES, (service) => connectTo(service, authorize))

const Claims = z.object({ iss: z.string(), aud: z.string(), exp: z.number(), nbf: z.number().optional(), serviceurl: z.string() })

/**
 * True if a token says what one of this channel must say; its signature is not looked at. Only the channel's own issuer counts: the SDK also
 * takes tokens that whoever knows the bot's secret can get for it. What is wrong here is refused before anybody is asked for keys.
 */
function claims(authorization: string, expected: { issuer: string; audience: string; serviceUrl: string }): boolean {
  const body = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization)?.[1]
  if (!body) return false
  let parsed: z.infer<typeof Claims> | undefined
  try {
    parsed = Claims.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString())).data
  } catch {
    return false
  }
  if (!parsed) return false
  const { iss, aud, exp, nbf = 0, serviceurl } = parsed
  const now = Date.now() / 1000
  return iss === expected.issuer && aud === expected.audience && serviceurl === expected.serviceUrl && exp > now - SKEW && nbf < now + SKEW
}
