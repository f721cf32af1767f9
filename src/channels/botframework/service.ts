/** Where answers may be sent: they hold what clients said, and our token. */

/**
 * The hosts at which Teams takes a bot's answers in the public cloud.
 * Source: https://microsoft.github.io/teams-sdk/typescript/essentials/app-configuration/service-url-validation
 */
const TEAMS_HOSTS = ['smba.trafficmanager.net', 'smba.onyx.prod.teams.trafficmanager.net', 'smba.infra.gcc.teams.microsoft.com']

/** @param more hosts that the operator named, in lower case */
export function isTeamsService(address: string, more: readonly string[] = []): boolean {
  try {
    const { protocol, hostname, port, username, password } = new URL(address)
    return protocol === 'https:' && port === '' && username === '' && password === '' && [...TEAMS_HOSTS, ...more].includes(hostname)
  } catch {
    return false
  }
}
