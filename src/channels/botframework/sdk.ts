/**
 * The parts of the Bot Framework SDK that we use, each from its own file: the whole would load some hundred packages more. Loaded only where
 * there is an app id.
 */
import https from 'node:https'
import { JwtTokenExtractor } from 'botframework-connector/lib/auth/jwtTokenExtractor.js'
import { JwtTokenProviderFactory } from 'botframework-connector/lib/auth/jwtTokenProviderFactory.js'
import { ManagedIdentityServiceClientCredentialsFactory } from 'botframework-connector/lib/auth/managedIdentityServiceClientCredentialsFactory.js'
import { PasswordServiceClientCredentialFactory } from 'botframework-connector/lib/auth/passwordServiceClientCredentialFactory.js'
import type { Keys } from './keys.ts'

// what gets the tokens asks Node's own client, which passes a proxy over unless it is told
https.globalAgent = new https.Agent({ keepAlive: true, proxyEnv: process.env })

/** The bot's registration with the Bot Framework. */
export interface Registration {
  /** In lower case. */
  id: string
  password?: string
  type: 'SingleTenant' | 'MultiTenant' | 'UserAssignedMSI'
  tenant?: string
}

export interface CredentialSource {
  createCredentials(id: string, scope: string, login: string, validate: boolean): Promise<Credentials>
}

export interface Credentials {
  signRequest<T>(request: T): Promise<T>
}

/** How the bot gets the tokens it signs its answers with. */
export function credentialsOf({ id, password = '', type, tenant = '' }: Registration): CredentialSource {
  const factory =
    type === 'UserAssignedMSI'
      ? new ManagedIdentityServiceClientCredentialsFactory(id, new JwtTokenProviderFactory())
      : new PasswordServiceClientCredentialFactory(id, password, type === 'SingleTenant' ? tenant : '')
  return {
    createCredentials: async (...args) => (await factory.createCredentials(...args)) as unknown as Credentials,
  }
}

/** Checks the signature, the times, issuer and audience of a token, and that its key may sign for the channel. Throws where they are not right. */
export function verifierOf(
  expected: { issuer: string; audience: string },
  keys: Keys,
): (header: string, channel: string) => Promise<boolean> {
  const extractor = new JwtTokenExtractor({ ...expected, clockTolerance: 300, ignoreExpiration: false }, '', ['RS256', 'RS384', 'RS512'])
  // its own way to the keys asks again for each request while they cannot be reached
  Object.assign(extractor, { openIdMetadata: keys })
  return async (header, channel) => (await extractor.getIdentityFromAuthHeader(header, channel)) !== null
}
