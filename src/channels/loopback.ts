/** Addresses that never leave this machine. `localhost` always is one (RFC 6761). */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** @returns false too for what is no http address */
export function isLoopback(address: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(address)
    return (protocol === 'http:' || protocol === 'https:') && LOOPBACK.test(hostname) && username === '' && password === ''
  } catch {
    return false
  }
}
