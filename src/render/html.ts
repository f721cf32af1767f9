/** A page as one HTML document to print: self-contained, without scripts; everything typed is escaped, and runs the way its own letters run. */

import type { Language } from '../content/content.ts'
import { LANGUAGE } from '../content/languages.ts'
import { escaped } from '../page/escape.ts'
import type { Block, FactBlock } from '../page/page.ts'

/** HTML that is safe to insert as it is. */
class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A piece of HTML; values in it are escaped unless they are HTML themselves. */
function html(parts: TemplateStringsArray, ...values: (string | undefined | Html | Html[])[]): Html {
  const shown = values.map((value) => {
    if (value instanceof Html) return value.text
    if (Array.isArray(value)) return value.map(({ text }) => text).join('')
    return escaped(String(value ?? ''))
  })
  return new Html(parts.map((part, index) => part + (shown[index] ?? '')).join(''))
}

const STYLE = `body{font:11pt/1.5 system-ui,sans-serif;max-width:42em;margin:2em auto;padding:0 1em;color:#111;background:#fff}
h1{font-size:1.6em}h2{font-size:1.2em;margin:1.8em 0 .3em;border-bottom:1px solid #888}
h3{font-size:1.1em;margin:1.4em 0 .2em}h4{font-size:1em;margin:1em 0 .1em}
p,li{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3em 0}.quiet{color:#444;font-size:.9em}.label{font-weight:600}
svg{max-width:100%;height:auto}figure{margin:.6em 0;break-inside:avoid}@media print{body{margin:0;max-width:none}h2,h3,h4{break-after:avoid}}`

/** @returns a complete HTML document */
export function pageHtml({ language, title, blocks }: { language: Language; title: string; blocks: readonly Block[] }): string {
  const document = html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${title}</title>
<style>${new Html(STYLE)}</style></head><body><main>
<h1 dir="auto">${title}</h1>
${blocks.map((block) => blockHtml(block, LANGUAGE[language].colon))}
</main></body></html>`
  return `<!doctype html>\n${document.text}\n`
}

function blockHtml(block: Block, colon: string): Html {
  const labelled = (label: string | undefined, text: string) =>
    label ? html`<p><span class="label">${label}</span>${colon}<span dir="auto">${text}</span></p>\n` : html`<p dir="auto">${text}</p>\n`
  switch (block.kind) {
    case 'heading':
      return heading(block.text, 2 + (block.depth ?? 0))
    case 'text':
      return block.quiet ? html`<p class="quiet" dir="auto">${block.text}</p>\n` : html`<p dir="auto">${block.text}</p>\n`
    case 'typed':
      return labelled(block.label, block.text)
    case 'line':
      return labelled(block.label, block.value)
    case 'calls':
      return html`<ul>${block.calls.map(({ label }) => html`<li dir="auto">${label}</li>`)}</ul>\n`
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li dir="auto">${item}</li>`)}</ul>\n`
    case 'tip':
    case 'attention':
      return html`<p dir="auto">${block.text}</p>\n`
    case 'fact':
      return factHtml(block)
    case 'picture':
      return new Html(`<figure>${block.svg}</figure>\n`)
    // nothing on paper can be pressed or filled in
    case 'actions':
    case 'input':
      return html``
  }
}

const heading = (text: string, level: number): Html => new Html(`<h${level} dir="auto">${html`${text}`.text}</h${level}>\n`)

const factHtml = ({ name, phones, url, text, note, check }: FactBlock): Html =>
  html`<p><span class="label">${[name, ...phones, url].filter(Boolean).join(' · ')}</span><br>${text}<br><span class="quiet">${note} ${check}</span></p>\n`
