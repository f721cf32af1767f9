/** The page in the browser and its files, all from our own server. */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Content } from '../../content/content.ts'
import { languageOf, pageSentences } from '../sentences.ts'
import { COOKIE_LIFETIME, type Secrets } from './secrets.ts'

const PUBLIC = join(import.meta.dirname, 'public')
const COOKIE = 'wegwijzer'

export interface Page {
  /** `/`: the chat for a browser that came in by the secret address, an explanation for any other. */
  index(request: IncomingMessage, response: ServerResponse): void
  /** @returns false when there is no such file */
  file(name: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** True for a browser that came in by the secret address. */
  isKnown(request: IncomingMessage): boolean
}

/** @param newAddress called when the secret address was used and a new one took its place */
export function createPage({ secrets, content, newAddress }: { secrets: Secrets; content: Content; newAddress: () => void }): Page {
  const webchat = webChatFile()
  const small = new Map(['app.js', 'style.css', 'icon.svg'].map((name) => [name, smallFile(name)]))
  const versions = { webchat: webchat.version, app: small.get('app.js')?.version ?? '', style: small.get('style.css')?.version ?? '' }
  const strings = pageSentences(content)
  const template = readFileSync(join(PUBLIC, 'index.html'), 'utf8')

  const isKnown = (request: IncomingMessage): boolean => {
    const cookie = request.headers.cookie?.split(/;\s*/).find((one) => one.startsWith(`${COOKIE}=`))
    return cookie !== undefined && secrets.isCookie(cookie.slice(COOKIE.length + 1))
  }

  return {
    isKnown,
    index(request, response) {
      const key = new URL(request.url ?? '/', 'http://localhost').searchParams.get('key')
      if (key !== null) {
        if (secrets.takeKey(key)) {
          response.setHeader('Set-Cookie', `${COOKIE}=${secrets.cookie()}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_LIFETIME}`)
          newAddress()
        }
        // removes the key from the address bar and the history, whether it was valid or not
        response.writeHead(303, { Location: isKnown(request) || response.hasHeader('Set-Cookie') ? '/' : '/?used' })
        response.end()
        return
      }
      const language = languageOf(request.headers['accept-language'])
      const known = isKnown(request)
      const nonce = randomBytes(16).toString('base64')
      const text = strings[language]
      const html = fill(template.replace('<html lang="nl">', `<html lang="${language}">`), {
        nonce,
        title: text.title ?? '',
        ...versions,
        strings: JSON.stringify(strings),
        known: known ? 'known' : 'unknown',
        notice: text[known ? 'loading' : request.url === '/?used' ? 'used' : 'locked'] ?? '',
      })
      response.setHeader('Content-Security-Policy', policy(nonce))
      response.writeHead(known ? 200 : 403, { 'Content-Type': 'text/html; charset=utf-8', Vary: 'Accept-Language, Cookie' })
      response.end(request.method === 'HEAD' ? undefined : html)
    },
    async file(name, request, response) {
      const found = small.get(name)
      if (found) {
        response.writeHead(200, {
          'Content-Type': found.type,
          'Cache-Control': 'public, max-age=31536000, immutable',
          'Content-Length': found.bytes.length,
        })
        response.end(request.method === 'HEAD' ? undefined : found.bytes)
        return true
      }
      if (name !== 'webchat.js') return false
      // its address carries the version, so that a browser fetches these 4 MB once
      response.writeHead(200, {
        'Content-Type': 'text/javascript; charset=utf-8',
        'Cache-Control': 'public, max-age=31536000, immutable',
        'Content-Length': webchat.size,
      })
      if (request.method === 'HEAD') response.end()
      else await pipeline(createReadStream(webchat.path), response).catch(() => response.destroy())
      return true
    },
  }
}

/** An empty style element, which one part of Web Chat makes without the nonce and fills from its script. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

/** Web Chat puts its styles in with our nonce and draws its own icons from memory; everything else comes from our own server. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}' ${EMPTY_STYLE}`,
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(values[name] ?? ''))
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const TYPES: Record<string, string> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' }

function smallFile(name: string): { bytes: Buffer; type: string; version: string } {
  const bytes = readFileSync(join(PUBLIC, name))
  return {
    bytes,
    type: TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    version: createHash('sha256').update(bytes).digest('hex').slice(0, 12),
  }
}

function webChatFile(): { path: string; size: number; version: string } {
  // the package does not export its dist/ folder, so it is found from its main file
  const folder = join(createRequire(import.meta.url).resolve('botframework-webchat'), '..', '..')
  const path = join(folder, 'dist', 'webchat.js')
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return { path, size: statSync(path).size, version }
}
