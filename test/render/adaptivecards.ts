/** The parser of the very renderer that the browser chat uses. It wants no page: only drawing does. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

interface Parser {
  SerializationContext: new () => { eventCount: number; getEventAt(index: number): { message: string } }
  HostConfig: new (config: object) => object
  AdaptiveCard: new () => {
    hostConfig: object
    parse(json: unknown, context: unknown): void
    validateProperties(): { validationEvents: { message: string }[] }
  }
}

function load(): Parser {
  const lib = createRequire(import.meta.url).resolve('adaptivecards')
  // The package says it is an ES module, but only its CommonJS bundle can be loaded by Node.
  const bundle = readFileSync(join(dirname(lib), '..', 'dist', 'adaptivecards.js'), 'utf8')
  const module = { exports: {} }
  new Function('module', 'exports', bundle)(module, module.exports)
  return module.exports as Parser
}

const { AdaptiveCard, HostConfig, SerializationContext } = load()

/** As many buttons as Teams shows; the browser chat shows more. */
const teams = new HostConfig({ actions: { maxActions: 6 } })

/** Its pattern for `lang` carries the flag `g`, so it remembers where it stopped and calls every second card’s language invalid. */
const VENDOR = /^Invalid value "(nl|fr|en)" for property "lang"/

/** What the renderer has to complain about. */
export function complaints(json: unknown): string[] {
  const context = new SerializationContext()
  const card = new AdaptiveCard()
  card.hostConfig = teams
  card.parse(json, context)
  const parsed = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message)
  const messages = [...parsed, ...card.validateProperties().validationEvents.map((event) => event.message)]
  return messages.filter((message) => !VENDOR.test(message))
}
