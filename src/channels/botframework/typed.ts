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
  if (html !== undefined && REPEATED.test(html)) return typeable(fromHtml(html, bot))
  if (textFormat === 'xml' || isHtml(text) || (text !== '' && text === html)) return typeable(fromHtml(text, bot))
  const typed = withoutTags(text, bot, linksAreOurs(text, html) ? OURS_AND_LINKS : OURS)
  // Teams is said to escape what is typed, not always; where its HTML shows that the text was not escaped, `&lt;` is what somebody typed
  const escaped = html === undefined || bare(fromHtml(html, bot)) !== bare(typed)
  return typeable(escaped ? decoded(typed) : typed).trim()
}

/** What a quoted or forwarded message is marked with. */
const REPEATED = /schema\.skype\.com\/(?:Reply|Forward)/i
/** Begins what somebody else wrote, or an app: another message, an attachment, a card. */
const NOT_TYPED = /^<(?:blockquote\b[^<>]*schema\.skype\.com\/(?:Reply|Forward)|(?:quoted|attachment|readonly)\s[^<>=]*=)/i

const LINK = /<a\s[^<>]*>/gi
/** Whether Teams made the links in a text: then they are tags in its HTML too, where what was typed is escaped. */
function linksAreOurs(text: string, html = ''): boolean {
  const made = new Set(html.match(LINK))
  return made.size > 0 && (text.match(LINK) ?? []).every((link) => made.has(link))
}

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
const OURS = /^<\/?(at|quoted|emoji|customemoji)\b|^<img\b[^<>]*schema\.skype\.com\/Emoji/i
const OURS_AND_LINKS = new RegExp(`${OURS.source}|^</?a\\b(?!-)`, 'i')
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

/** Tags around the name of something. */
const NAMING = ['at', 'span', 'emoji', 'customemoji']
/** Tags around what was not typed, if they say so. */
const HOLDING = ['blockquote', 'quoted', 'attachment', 'readonly']

/** @param markup the tags that are Teams' own; others were typed */
function withoutTags(text: string, bot: ReadonlySet<string>, markup: RegExp): string {
  // one pass over the parts, whatever was sent: no pattern that looks for the end of something from each of its beginnings
  const parts = text.split(/(<[^<>]*>)/)
  const lastEnd = new Map([...NAMING, ...HOLDING].map((tag) => [tag, lastIndexOf(parts, `</${tag}>`)]))
  const closes = (tag: string, at: number): boolean => (lastEnd.get(tag) ?? -1) > at
  const out: string[] = []
  /** What is open: where it began in `out`, for what a mention names. */
  const open: { tag: string; from: number; mention: boolean }[] = []
  /** What was not typed, and how many of its kind are open. */
  let away: { tag: string; depth: number } | undefined
  for (const [at, part] of parts.entries()) {
    const tag = at % 2 === 1 ? (/^<\/?([a-z]+)/i.exec(part)?.[1]?.toLowerCase() ?? '') : ''
    const isEnd = part.startsWith('</')
    if (away) {
      if (tag === away.tag && (isEnd || closes(tag, at))) away.depth += isEnd ? -1 : 1
      if (away.depth === 0) away = undefined
      continue
    }
    if (!isEnd && NOT_TYPED.test(part)) {
      if (part.endsWith('/>')) continue
      if (closes(tag, at)) {
        away = { tag, depth: 1 }
        continue
      }
    }
    if (tag === '' || !markup.test(part) || (markup !== ANY && !isEnd && lastEnd.has(tag) && !closes(tag, at))) {
      out.push(part)
    } else if (NAMING.includes(tag)) {
      if (!isEnd) {
        open.push({ tag, from: out.length, mention: tag === 'at' || part.includes('schema.skype.com/Mention') })
        if (tag.endsWith('emoji')) out.push(alt(part))
        continue
      }
      const last = open.at(-1)
      if (last?.tag !== tag) continue
      open.pop()
      // the words inside an emoji's tag say the same as its `alt`
      if (tag.endsWith('emoji')) out.length = Math.min(out.length, last.from + 1)
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

/** The names of U+00A1 to U+00FF, in their order. */
const LATIN =
  `iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil
sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc
Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml
aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute
ucirc uuml yacute thorn yuml`.split(/\s/)
const NAMED = new Map([
  ...LATIN.map((name, at) => [name, String.fromCharCode(0xa1 + at)] as const),
  ...Object.entries({ nbsp: ' ', lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", LT: '<', GT: '>', AMP: '&', QUOT: '"' }),
  ...Object.entries({ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', hellip: '…' }),
  ...Object.entries({ bull: '•', euro: '€', trade: '™', lsaquo: '‹', rsaquo: '›', dagger: '†', permil: '‰', prime: '′', Prime: '″' }),
  ...Object.entries({ OElig: 'Œ', oelig: 'œ', Scaron: 'Š', scaron: 'š', Yuml: 'Ÿ', larr: '←', uarr: '↑', rarr: '→', darr: '↓' }),
  ...Object.entries({ ensp: '\u2002', emsp: '\u2003', thinsp: '\u2009', zwnj: '\u200c', zwj: '\u200d', lrm: '\u200e', rlm: '\u200f' }),
])

/** Each once: what was typed as `&lt;` comes as `&amp;lt;`. */
const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,7}));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED.get(name) ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
  })
