/**
 * What somebody typed, out of what Teams makes of it. Its `text` is called plain, but holds mentions as `<at>Name</at>`, pictures for emoji,
 * and `&nbsp;`, `&lt;`, `&amp;` for what was typed; an answer that quotes a message may repeat that message, which can be about another
 * client. Beside it Teams sends the same as HTML. Markup that a person really typed stays as it is.
 */
import { typeable } from '../../content/printable.ts'
import { TEAMS } from '../names.ts'
import type { IncomingActivity } from './activity.ts'

export function typedIn(activity: IncomingActivity): string {
  const { channelId, text = '', textFormat, attachments = [] } = activity
  if (channelId !== TEAMS) return typeable(text)
  const bot = namesOfBot(activity)
  const html = attachments.find(({ contentType }) => contentType?.toLowerCase() === 'text/html')?.content
  if (html?.includes(REPLY)) return typeable(fromHtml(html, bot))
  if (textFormat === 'xml' || isHtml(text) || (text !== '' && text === html)) return typeable(fromHtml(text, bot))
  const typed = withoutTags(text, bot, OURS)
  // Teams is said to escape what is typed, not always; where its HTML shows that the text was not escaped, `&lt;` is what somebody typed
  const escaped = html === undefined || bare(fromHtml(html, bot)) !== bare(typed)
  return typeable(escaped ? decoded(typed) : typed).trim()
}

/** What a quoted message is marked with. */
const REPLY = 'schema.skype.com/Reply'

const bare = (text: string): string => text.replace(/\s+/gu, '')

/** Nobody types a paragraph around all of a message. */
const isHtml = (text: string): boolean => /^\s*<(p|div)\b[^<>]*>/i.test(text) && /<\/(p|div)>$/i.test(text.trimEnd())

/** By which a mention of the bot is known, in the text and in HTML: an account's own name, and each name it was mentioned by. */
function namesOfBot({ recipient, entities = [] }: IncomingActivity): ReadonlySet<string> {
  const mentions = entities.filter(
    ({ type, mentioned }) => type === 'mention' && mentioned?.id !== undefined && mentioned.id === recipient?.id,
  )
  const names = mentions.flatMap(({ text, mentioned }) => [mentioned?.name, text?.replace(/<[^<>]*>/g, '')])
  return new Set([recipient?.name, ...names].filter((name) => name !== undefined).map((name) => decoded(name).trim()))
}

/** The tags that Teams itself puts into a text, besides those of quoted messages. */
const OURS = /^<\/?(at|quoted|emoji)\b|^<img\b[^<>]*schema\.skype\.com\/Emoji/i
const ANY = /^<[a-z/!?]/i

function fromHtml(html: string, bot: ReadonlySet<string>): string {
  // line ends in HTML mean nothing, except in preformatted text
  const flat = html
    .split(/(<pre\b[^<>]*>|<\/pre>)/i)
    .map((part, nth) => (nth % 4 === 2 ? part.replace(/\r?\n/g, '<br>') : part.replace(/\s+/g, ' ')))
    .join('')
  const lines = decoded(withoutTags(flat, bot, ANY)).split('\n')
  return lines
    .map((line) => line.trim())
    .join('\n')
    .trim()
}

const ENDS_LINE = /^<(br\b|\/(p|div|li|tr|h[1-6]|blockquote|pre)\b)/i

/** @param markup the tags that are Teams' own; others were typed */
function withoutTags(text: string, bot: ReadonlySet<string>, markup: RegExp): string {
  // one pass over the parts, whatever was sent: no pattern that looks for the end of something from each of its beginnings
  const parts = text.split(/(<[^<>]*>)/)
  const lastEnd = new Map(['at', 'span', 'blockquote', 'emoji'].map((tag) => [tag, lastIndexOf(parts, `</${tag}>`)]))
  const closes = (tag: string, at: number): boolean => (lastEnd.get(tag) ?? -1) > at
  const out: string[] = []
  /** What is open: where it began in `out`, for what a mention names. */
  const open: { tag: string; from: number; mention: boolean }[] = []
  let quoted = 0
  for (const [at, part] of parts.entries()) {
    const tag = at % 2 === 1 ? (/^<\/?([a-z]+)/i.exec(part)?.[1]?.toLowerCase() ?? '') : ''
    const isEnd = part.startsWith('</')
    if (tag === 'blockquote' && (quoted > 0 || part.includes(REPLY)) && (isEnd || closes(tag, at))) {
      quoted += isEnd ? -1 : 1
      continue
    }
    if (quoted > 0) continue
    if (tag === '' || !markup.test(part) || (markup === OURS && !isEnd && lastEnd.has(tag) && !closes(tag, at))) {
      out.push(part)
    } else if (tag === 'at' || tag === 'span' || tag === 'emoji') {
      if (!isEnd) {
        open.push({ tag, from: out.length, mention: tag === 'at' || part.includes('schema.skype.com/Mention') })
        if (tag === 'emoji') out.push(alt(part))
        continue
      }
      const last = open.at(-1)
      if (last?.tag !== tag) continue
      open.pop()
      // the words inside an emoji's tag say the same as its `alt`
      if (tag === 'emoji') out.length = Math.min(out.length, last.from + 1)
      else if (last.mention && bot.has(decoded(out.slice(last.from).join('')).trim())) out.length = last.from
    } else if (tag === 'img') {
      if (part.includes('Emoji') || part.includes('emoji')) out.push(alt(part))
    } else if (tag === 'li' && !isEnd) {
      out.push('- ')
    } else if (ENDS_LINE.test(part)) {
      out.push('\n')
    }
  }
  return out.join('')
}

const alt = (tag: string): string => /\balt=(?:"([^"]*)"|'([^']*)')/i.exec(tag)?.slice(1).find(Boolean) ?? ''

const lastIndexOf = (parts: readonly string[], tag: string): number => parts.findLastIndex((part) => part.toLowerCase() === tag)

const NAMED: Record<string, string> = { nbsp: ' ', lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Each once: what was typed as `&lt;` comes as `&amp;lt;`. */
const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(nbsp|lt|gt|amp|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[name.toLowerCase()] ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
  })
