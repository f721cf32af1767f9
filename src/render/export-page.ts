/** Everything held about one person as one page to print: self-contained, no script, everything typed is shown as it was typed. */
import type { Language } from '../content/content.ts'
import type { AnswerValue } from '../engine/session.ts'
import type { FinishedRun, Note, Run } from '../records/model.ts'
import type { ClientExport } from '../records/records.ts'

/** The sentences of one language. */
export interface PageTexts {
  say: (ns: string, key: string, values?: Record<string, string | number>) => string
  has: (ns: string, key: string) => boolean
}

/** What may stand in the page as it is. */
class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Puts values into the page: escaped, unless they are pieces of page themselves. */
function html(parts: TemplateStringsArray, ...values: (string | number | undefined | Html | Html[])[]): Html {
  const shown = values.map((value) => {
    if (value instanceof Html) return value.text
    if (Array.isArray(value)) return value.map(({ text }) => text).join('')
    return String(value ?? '').replaceAll(/[&<>"']/g, (character) => ESCAPES[character] as string)
  })
  return new Html(parts.map((part, index) => part + (shown[index] ?? '')).join(''))
}

const STYLE = `body{font:11pt/1.5 system-ui,sans-serif;max-width:42em;margin:2em auto;padding:0 1em;color:#111;background:#fff}
h1{font-size:1.6em}h2{font-size:1.25em;margin-top:2em;border-bottom:1px solid #888}h3{font-size:1.05em;margin-bottom:.2em}
dt{font-weight:600}dd{margin:0 0 .5em}p,dd,li,td{white-space:pre-wrap;overflow-wrap:anywhere}table{border-collapse:collapse}
th,td{border:1px solid #888;padding:.2em .5em;text-align:left;vertical-align:top}.small{color:#444;font-size:.9em}
@media print{body{margin:0;max-width:none}h2,h3{break-after:avoid}}`

/** @returns a whole HTML document */
export function exportPage(data: ClientExport, language: Language, texts: PageTexts): string {
  const page = new Page(language, texts)
  return `<!doctype html>\n${page.whole(data).text}\n`
}

class Page {
  readonly language: Language
  readonly texts: PageTexts
  readonly days: Intl.DateTimeFormat

  constructor(language: Language, texts: PageTexts) {
    this.language = language
    this.texts = texts
    this.days = new Intl.DateTimeFormat({ nl: 'nl-BE', fr: 'fr-BE', en: 'en-GB' }[language], {
      dateStyle: 'long',
      timeZone: 'Europe/Brussels',
    })
  }

  say(key: string, values?: Record<string, string>): string {
    return this.texts.say('export', key, values)
  }

  /** A sentence of the content, or the id itself where the content no longer has it. */
  of(ns: string, key: string, id: string): string {
    return this.texts.has(ns, key) ? this.texts.say(ns, key) : id
  }

  day(instant: string): string {
    const date = new Date(instant)
    return Number.isNaN(date.getTime()) ? instant : this.days.format(date)
  }

  whole(data: ClientExport): Html {
    const { file, finished } = data
    const runs = [...finished, ...file.runs].toSorted((a, b) => a.started.localeCompare(b.started))
    return html`<html lang="${this.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${this.say('title')}</title>
<style>${new Html(STYLE)}</style></head><body><main>
<h1>${this.say('title')}</h1>
<p>${this.say('intro', { date: this.day(data.exported) })}</p>
${this.facts(data)}
<h2>${this.say('conversations')}</h2>
${runs.length === 0 ? html`<p>${this.say('nothing')}</p>` : runs.map((run) => this.run(run))}
${this.notes(file.notes, 'h2')}
${this.agreements(data)}
${this.prepared(data)}
${this.access(data)}
</main></body></html>`
  }

  pair(label: string, value: string, small = ''): Html {
    return html`<dt>${label}</dt><dd>${value}${small ? html` <span class="small">${small}</span>` : ''}</dd>`
  }

  facts({ file, due }: ClientExport): Html {
    const yes = (value: boolean): string => this.say(value ? 'yes' : 'no')
    const consent = this.of('ui', `consents.${file.consent.state}`, file.consent.state)
    return html`<h2>${this.say('facts')}</h2><dl>
${this.pair(this.say('alias'), file.alias, this.say('aliasWhy'))}
${this.pair(this.say('country'), this.of(`countries/${file.country}`, 'name', file.country))}
${this.pair(this.say('phase'), this.of('ui', `phases.${file.phase}`, file.phase))}
${this.pair(this.say('order'), yes(file.order))}${this.pair(this.say('partner'), yes(file.partner))}${this.pair(this.say('children'), yes(file.children))}
${this.pair(this.say('language'), file.language)}
${file.interpreter ? this.pair(this.say('interpreter'), this.of('ui', `interpreters.${file.interpreter}`, file.interpreter)) : ''}
${this.pair(this.say('consent'), consent, file.consent.at ? this.day(file.consent.at) : '')}
${this.pair(this.say('created'), this.day(file.created))}${this.pair(this.say('due'), this.day(due))}</dl>`
  }

  run(run: Run | FinishedRun): Html {
    const ns = `conversations/${run.conversation}`
    const about = [run.place && this.pair(this.say('place'), run.place), run.present && this.pair(this.say('present'), run.present)]
    const interpreter = run.interpreter && this.pair(this.say('interpreter'), run.interpreter)
    const visits = run.session.trail.filter(({ id }) => run.session.answers[id])
    return html`<section><h3>${this.of(ns, 'title', run.conversation)}, ${this.day(run.date)} <span class="small">${this.of('ui', `modes.${run.mode}`, run.mode)}${'finished' in run ? '' : `, ${this.say('running')}`}</span></h3>
<dl>${[...about, interpreter].filter((part) => part instanceof Html)}</dl>
<dl>${visits.map(({ id }) => this.answer(run, ns, id))}</dl>${this.notes(run.notes, 'h4')}</section>`
  }

  answer(run: Run, ns: string, visit: string): Html {
    const answer = run.session.answers[visit]
    if (!answer) return html``
    const title = this.texts.has(ns, `steps.${answer.step}.title`)
      ? this.texts.say(ns, `steps.${answer.step}.title`)
      : `${this.say('gone')} (${answer.step})`
    const at = run.stamps[visit]?.at(-1)?.at
    const earlier = answer.history.map(
      (value) => html`<div class="small">${this.say('earlier')}: ${this.value(value, ns, answer.step)}</div>`,
    )
    const shown = answer.value
      ? this.value(answer.value, ns, answer.step)
      : html`<p>${this.say(answer.withheld ? 'withheld' : 'skipped')}</p>`
    return html`<dt>${title}${at ? html` <span class="small">${this.day(at)}</span>` : ''}</dt><dd>${shown}${earlier}</dd>`
  }

  value(value: AnswerValue, ns: string, step: string): Html {
    const of = (group: string, id: string): string => this.of(ns, `steps.${step}.${group}.${id}`, id)
    const parts: Html[] = []
    if (value.choices?.length) parts.push(html`<ul>${value.choices.map((id) => html`<li>${of('options', id)}</li>`)}</ul>`)
    if (value.prompts?.length) parts.push(html`<ul>${value.prompts.map((id) => html`<li>${of('prompts', id)}</li>`)}</ul>`)
    if (value.number !== undefined) parts.push(html`<p>${value.number}</p>`)
    if (value.date) parts.push(html`<p>${this.day(value.date)}</p>`)
    if (value.cells) parts.push(this.table(value.cells, of))
    if (value.agreements?.length)
      parts.push(
        html`<ul>${value.agreements.map(({ text, due }) => html`<li>${text}${due ? ` (${this.say('until', { date: this.day(due) })})` : ''}</li>`)}</ul>`,
      )
    if (value.text) parts.push(html`<p>${value.text}</p>`)
    return html`${parts}`
  }

  table(cells: Record<string, Record<string, string>>, of: (group: string, id: string) => string): Html {
    const columns = [...new Set(Object.values(cells).flatMap((row) => Object.keys(row)))]
    const head = columns.map((id) => html`<th scope="col">${of('columns', id)}</th>`)
    const rows = Object.entries(cells).map(
      ([id, row]) => html`<tr><th scope="row">${of('rows', id)}</th>${columns.map((column) => html`<td>${row[column]}</td>`)}</tr>`,
    )
    return html`<table><thead><tr><td></td>${head}</tr></thead><tbody>${rows}</tbody></table>`
  }

  notes(notes: Note[], level: 'h2' | 'h4'): Html {
    if (notes.length === 0) return html``
    const title = new Html(`<${level}>`)
    const lines = notes.map(
      (note) =>
        html`<li>${note.text} <span class="small">${this.day(note.at)}${note.private ? `, ${this.say('privateNote')}` : ''}</span></li>`,
    )
    return html`${title}${this.say('notes')}${new Html(`</${level}>`)}<ul>${lines}</ul>`
  }

  agreements({ file }: ClientExport): Html {
    if (file.agreements.length === 0) return html``
    const lines = file.agreements.map(({ text, due, done }) => {
      const when = [due && this.say('until', { date: this.day(due) }), done && this.say('done', { date: this.day(done) })]
        .filter(Boolean)
        .join(', ')
      return html`<li>${text}${when ? html` <span class="small">${when}</span>` : ''}</li>`
    })
    return html`<h2>${this.say('agreements')}</h2><ul>${lines}</ul>`
  }

  prepared({ file }: ClientExport): Html {
    const found = Object.entries(file.prepared).flatMap(([conversation, steps]) =>
      Object.entries(steps).map(([step, { prompts, text }]) => {
        const ns = `conversations/${conversation}`
        const title = this.of(ns, `steps.${step}.title`, step)
        return html`<dt>${this.of(ns, 'title', conversation)}: ${title}</dt><dd>${this.value({ prompts, ...(text ? { text } : {}) }, ns, step)}</dd>`
      }),
    )
    return found.length === 0 ? html`` : html`<h2>${this.say('prepared')}</h2><dl>${found}</dl>`
  }

  access({ file, audit }: ClientExport): Html {
    const people = [html`<li>${file.owner} <span class="small">${this.say('owner')}</span></li>`]
    for (const { user, right, at } of file.shares)
      people.push(html`<li>${user} <span class="small">${this.say(`right.${right}`)}, ${this.day(at)}</span></li>`)
    const lines = audit.map(({ at, by, did }) => {
      const what = this.texts.has('export', `did.${did}`) ? this.say(`did.${did}`) : this.say('did.other')
      return html`<tr><td>${this.day(at)}</td><td>${by}</td><td>${what}</td></tr>`
    })
    return html`<h2>${this.say('access')}</h2><ul>${people}</ul><h2>${this.say('log')}</h2><table><tbody>${lines}</tbody></table>`
  }
}
