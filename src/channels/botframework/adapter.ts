/** The only file that uses the SDK: authenticates the sender, and makes a connector that answers with our token. */
import { type Activity, ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from 'botbuilder'
import type { IncomingActivity } from './activity.ts'
import { type Connector, connectTo } from './connector.ts'

/** The bot's registration with the Bot Framework. Absent in local mode, where nobody is authenticated. */
export interface Registration {
  id: string
  password?: string
  type: 'SingleTenant' | 'MultiTenant' | 'UserAssignedMSI'
  tenant?: string
}

/** A source of tokens other than the public cloud; for tests. */
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

/** Milliseconds; a channel does not wait for us any longer than this either. */
const KEYS_WITHIN = 10_000

/** @param registration absent: local mode */
export function createAdapter(registration?: Registration, source?: TokenSource): Adapter {
  if (!registration) return { authenticate: async () => {}, connector: (service) => connectTo(service, async () => undefined) }
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
    connector: (service) => connectTo(service, authorize),
  }
}

/** The SDK takes either all of these or none. */
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

/** The parts of an activity that the SDK needs, without anything that was said. */
function minimal({ type, id, channelId, serviceUrl, from, recipient, conversation }: IncomingActivity): Activity {
  return { type, id, channelId, serviceUrl, from, recipient, conversation } as unknown as Activity
}

/** When the keys cannot be fetched, the SDK throws a network error of its fetch, or its own authentication error with status 500. */
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
