/** The page in the browser, and who may open it. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Content } from '../../content/content.ts'
import { escaped } from '../../page/escape.ts'
import { languageOf, pageSentences } from '../sentences.ts'
import { type PageFiles, readPageFiles } from './files.ts'
import { COOKIE_LIFETIME, type Secrets } from './secrets.ts'

/** Cookies do not tell ports apart, so its name does; any of this name may be somebody else's. */
const COOKIE = /^wegwijzer(-\d+)?=(.+)$/
/** Set before a secret address is used up, to see whether this browser keeps cookies. */
const TRIAL = 'wegwijzer-trial=1'

export interface Page {
  /** `/`: the chat for a browser that came in by the secret address, an explanation for any other. */
  index(request: IncomingMessage, response: ServerResponse): void
  /** @returns false when there is no such file */
  file(version: string, name: string, request: IncomingMessage, response: ServerResponse): boolean
  /** True for a browser that came in by the secret address. */
  isKnown(request: IncomingMessage): boolean
}

export interface PageOptions {
  secrets: Secrets
  content: Content
  /** Where the page is served. */
  port: () => string
  /** Called when the secret address was used and a new one took its place. */
  newAddress: () => void
}

export function createPage({ secrets, content, port, newAddress }: PageOptions): Page {
  const strings = pageSentences(content)
  const template = readFileSync(join(import.meta.dirname, 'public', 'index.html'), 'utf8')
  let read: PageFiles | undefined
  // when somebody opens the page: it is no part of the start
  const files = (): PageFiles => (read ??= readPageFiles())

  const cookies = (request: IncomingMessage): string[] => request.headers.cookie?.split(/;\s*/) ?? []
  const isKnown = (request: IncomingMessage): boolean =>
    cookies(request).some((cookie) => {
      const value = COOKIE.exec(cookie)?.[2]
      return value !== undefined && secrets.isCookie(value)
    })

  /** @returns where to go next: a redirect removes the key from the address bar and the history, whether it was valid or not */
  function useKey(key: string, tried: boolean, request: IncomingMessage, response: ServerResponse): string {
    const known = isKnown(request)
    // an address is used up only by a browser that keeps cookies; other programs do not say what they fetch a page for
    if (!known && request.headers['sec-fetch-dest'] === 'document' && !cookies(request).includes(TRIAL)) {
      if (tried) return '/?cookies'
      response.setHeader('Set-Cookie', `${TRIAL}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60`)
      return `/?key=${encodeURIComponent(key)}&tried`
    }
    if (!secrets.takeKey(key)) return known ? '/' : '/?used'
    const cookie = `wegwijzer-${port()}=${secrets.cookie()}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_LIFETIME}`
    response.setHeader('Set-Cookie', cookie)
    newAddress()
    return '/'
  }

  return {
    isKnown,
    index(request, response) {
      const query = new URL(request.url ?? '/', 'http://localhost').searchParams
      const key = query.get('key')
      if (key !== null) {
        response.writeHead(303, { Location: useKey(key, query.has('tried'), request, response) })
        response.end()
        return
      }
      const language = languageOf(request.headers['accept-language'])
      const known = isKnown(request)
      const nonce = randomBytes(16).toString('base64')
      const text = strings[language]
      const why = query.has('used') ? 'used' : query.has('cookies') ? 'cookies' : 'locked'
      const html = fill(template.replace('<html lang="nl">', `<html lang="${language}">`), {
        nonce,
        title: text.title ?? '',
        version: files().version,
        strings: JSON.stringify(strings),
        known: known ? 'known' : 'unknown',
        notice: text[known ? 'loading' : why] ?? '',
      })
      response.setHeader('Content-Security-Policy', policy(nonce))
      response.writeHead(known ? 200 : 403, { 'Content-Type': 'text/html; charset=utf-8', Vary: 'Accept-Language, Cookie' })
      response.end(request.method === 'HEAD' ? undefined : html)
    },
    file(version, name, request, response) {
      const found = version === files().version ? files().get(name) : undefined
      if (!found) return false
      response.writeHead(200, {
        'Content-Type': found.type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        'Content-Length': found.bytes.length,
      })
      response.end(request.method === 'HEAD' ? undefined : found.bytes)
      return true
    },
  }
}

/** Names of the policies under which the renderer of cards may put HTML into the page; we give it plain text only. */
const RENDERER = ['deprecatedExportedFunctionPolicy', 'markdownPassthroughPolicy', 'restoreContentsPolicy'].map(
  (name) => `adaptivecards#${name}`,
)

/** Everything comes from our own server; pictures of ours may stand in a card as data. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${RENDERER.join(' ')}`,
  ].join('; ')
}

function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escaped(values[name] ?? ''))
}
