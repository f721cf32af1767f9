/** Hosts whose traffic never leaves this machine; `localhost` is always one (RFC 6761). */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Returns false for anything that is not an http(s) URL. */
export function isLoopback(address: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(address)
    return (protocol === 'http:' || protocol === 'https:') && LOOPBACK.test(hostname) && username === '' && password === ''
  } catch {
    return false
  }
}
