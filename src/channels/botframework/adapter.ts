/** The SDK behind one door: who sent this, and a connector to answer with. */
import { type Activity, CloudAdapter, ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder'
import type { IncomingActivity } from './activity.ts'
import type { Connector } from './outbox.ts'

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
    createCredentials(): Promise<{ signRequest<T>(request: T): Promise<T> }>
  }
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
  authenticate(activity: IncomingActivity, authorization: string): Promise<Authenticated>
  /** Runs `work` as a turn of the SDK. The connector answers where the activity came from, and may be used after the turn too. */
  turn(activity: IncomingActivity, authenticated: Authenticated, work: (connector: Connector) => Promise<void>): Promise<void>
}
export type Authenticated = Parameters<CloudAdapter['processActivityDirect']>[0] & object

/** Longer than this a channel does not wait for us either. */
const KEYS_WITHIN = 10_000

/** `processActivity` is protected in the SDK; `process`, which is not, answers with the message of whatever error it met. */
class OpenAdapter extends CloudAdapter {
  run(authenticated: Authenticated, activity: Activity, logic: (context: TurnContext) => Promise<void>) {
    return this.processActivity(authenticated, activity, logic)
  }
}

/** @param registration absent: local mode */
export function createAdapter(registration?: Registration, source?: TokenSource): Adapter {
  const authentication = new ConfigurationBotFrameworkAuthentication(
    registration
      ? {
          MicrosoftAppId: registration.id,
          MicrosoftAppPassword: registration.password,
          MicrosoftAppType: registration.type,
          MicrosoftAppTenantId: registration.tenant,
          ...(source ? ownCloud(source) : {}),
        }
      : {},
    source?.credentials as never,
  )
  const adapter = new OpenAdapter(authentication)
  return {
    async authenticate(activity, authorization) {
      if (registration && !authorization.trim()) throw new Unauthenticated(401)
      try {
        return await within(KEYS_WITHIN, authentication.authenticateRequest(minimal(activity), authorization))
      } catch (error) {
        throw new Unauthenticated(unreachable(error) ? 503 : 401, { cause: error })
      }
    },
    async turn(activity, authenticated, work) {
      await adapter.run(authenticated, minimal(activity), (context) => work(context.turnState.get(adapter.ConnectorClientKey) as Connector))
    },
  }
}

/** The SDK takes all of these or none. */
function ownCloud(source: TokenSource): Record<string, string> {
  return {
    ToBotFromChannelOpenIdMetadataUrl: source.metadata,
    ToBotFromEmulatorOpenIdMetadataUrl: source.metadata,
    ToBotFromChannelTokenIssuer: source.issuer,
    ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
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
