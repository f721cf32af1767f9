/**
 * How a host is reached. With undici, since Node's own client costs a turn 7 % more processor time; see docs/decisions.md. A call is given up
 * by whoever makes it: nothing here ends one for being slow.
 */
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import { isLoopback } from './loopback.ts'

/** Milliseconds. Connections stay open between messages, so that not every message needs a handshake. */
const OPTIONS = { keepAliveTimeout: 30_000, headersTimeout: 0, bodyTimeout: 0 }

/** On this machine: never through a proxy, whatever the environment says. */
export const direct: Dispatcher = new Agent(OPTIONS)

let outward: Dispatcher | undefined

/** Some organisations let traffic out through a proxy only; `HTTPS_PROXY` names it, `NO_PROXY` what goes around it. */
export function wayTo(url: URL): Dispatcher {
  if (isLoopback(url.href)) return direct
  // not before it is needed: on one machine alone nobody looks at these settings
  outward ??= new EnvHttpProxyAgent({ ...OPTIONS, httpProxy: '' })
  return outward
}
