/** The SDK behind one door: who sent this, and a connector that answers with a token of ours. */
import { type Activity, ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from 'botbuilder'
import type { IncomingActivity } from './activity.ts'
import { type Connector, connectTo } from './connector.ts'

/** The registration of the bot at the Bot Framework; absent: local mode, where nobody is asked who they are. */
export interface Registration {
  id: string
  password?: string
  type: 'SingleTenant' | 'MultiTenant' | 'UserAssignedMSI'
  tenant?: string
}

/** Where tokens come from, when it is not the public cloud; tests bring their own. */
export interface TokenSource {
  /** Address of the OpenID metadata with the keys that channels sign with. */
  metadata: string
  issuer: string
  /** How to sign what we send. */
  credentials: {
    isValidAppId(id: string): Promise<boolean>
    isAuthenticationDisabled(): Promise<boolean>
    createCredentials(): Promise<Credentials>
  }
}
interface Credentials {
  signRequest<T>(request: T): Promise<T>
}

/** Who sent it cannot be established. `status` is what to answer. */
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
  /** Answers where the activity came from; may be used long after the turn. */
  connector(activity: IncomingActivity): Connector
}

/** Where the public cloud gives tokens to bots, and what for. */
const LOGIN = 'https://login.microsoftonline.com/botframework.com'
const SCOPE = 'https://api.botframework.com'

/** Longer than this a channel does not wait for us either. */
const KEYS_WITHIN = 10_000

/** @param registration absent: local mode */
export function createAdapter(registration?: Registration, source?: TokenSource): Adapter {
  if (!registration) return { authenticate: async () => {}, connector: ({ serviceUrl }) => connectTo(serviceUrl, async () => undefined) }
  const settings = {
    MicrosoftAppId: registration.id,
    MicrosoftAppPassword: registration.password,
    MicrosoftAppType: registration.type,
    MicrosoftAppTenantId: registration.tenant,
  }
  const secrets = (source?.credentials ??
    new ConfigurationServiceClientCredentialFactory(settings)) as ConfigurationServiceClientCredentialFactory
  const authentication = new ConfigurationBotFrameworkAuthentication({ ...settings, ...(source ? ownCloud(source) : {}) }, secrets)
  let credentials: Credentials | undefined
  const authorize = async (): Promise<string | undefined> => {
    credentials ??= (await secrets.createCredentials(registration.id, SCOPE, LOGIN, true)) as Credentials
    // the SDK keeps the token until shortly before it expires
    const { headers } = await credentials.signRequest({ headers: new Headers() })
    return headers.get('authorization') ?? undefined
  }
  return {
    async authenticate(activity, authorization) {
      if (!authorization.trim()) throw new Unauthenticated(401)
      try {
        await within(KEYS_WITHIN, authentication.authenticateRequest(minimal(activity), authorization))
      } catch (error) {
        throw new Unauthenticated(unreachable(error) ? 503 : 401, { cause: error })
      }
    },
    connector: ({ serviceUrl }) => connectTo(serviceUrl, authorize),
  }
}

/** The SDK takes all of these or none. */
function ownCloud(source: TokenSource): Record<string, string> {
  return {
    ToBotFromChannelOpenIdMetadataUrl: source.metadata,
    ToBotFromEmulatorOpenIdMetadataUrl: source.metadata,
    ToBotFromChannelTokenIssuer: source.issuer,
    ToChannelFromBotLoginUrl: LOGIN,
    ToChannelFromBotOAuthScope: SCOPE,
    OAuthUrl: 'https://api.botframework.com',
  }
}

/** What the SDK needs to know of an activity, and nothing of what was said. */
function minimal({ type, id, channelId, serviceUrl, from, recipient, conversation }: IncomingActivity): Activity {
  return { type, id, channelId, serviceUrl, from, recipient, conversation } as unknown as Activity
}

/** The SDK gives network errors of its fetch, and its own authentication error with a 500, when the keys cannot be had. */
function unreachable(error: unknown): boolean {
  if (error instanceof KeysTimeout) return true
  const { name, code, statusCode } = (error ?? {}) as { name?: unknown; code?: unknown; statusCode?: unknown }
  return (
    name === 'FetchError' || (typeof statusCode === 'number' && statusCode >= 500) || (typeof code === 'string' && /^E[A-Z]{3,}/.test(code))
  )
}

class KeysTimeout extends Error {
  override name = 'KeysTimeout'
}

async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new KeysTimeout()), limit)
  })
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer))
}
