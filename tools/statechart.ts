/**
 * Draws a conversation's statechart as SVG. The spine runs down through the steps that everybody meets; a conditional step is beside it,
 * behind a choice (the diamond) that can also lead past it. Nothing here depends on the day or the machine.
 */
import type { Sentences } from '../src/content/content.ts'
import type { Condition, Conversation, Section, Step } from '../src/content/schema.ts'
import { markup, rect, text } from './svg.ts'

const WIDTH = 980
const SPINE = 230
const BOX = { main: { x: 60, width: 340 }, side: { x: 440, width: 300 } }
const AWAY = { x: 790, width: 170 }
const LINE = 16
/** Where the first section begins. */
const TOP = 96
const GAP = 26

const STYLE = `
  svg { color-scheme: light dark; font: 13px system-ui, 'Segoe UI', Roboto, sans-serif; }
  .page { fill: #ffffff; } .ink { fill: #1b1f24; } .quiet { fill: #57606a; font-size: 11px; }
  .section { fill: #eef2f5; stroke: #afb8c1; } .step { fill: #ffffff; stroke: #3d5a80; stroke-width: 1.5; }
  .side { stroke-dasharray: 5 3; } .away { fill: #fff4e0; stroke: #9a6700; stroke-width: 1.5; }
  .line { fill: none; stroke: #57606a; stroke-width: 1.4; } .tip { fill: #57606a; } .head { font-weight: 600; } .title { font-size: 18px; font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0f1419; } .ink { fill: #e6edf3; } .quiet { fill: #9da7b1; } .section { fill: #182029; stroke: #3d4852; }
    .step { fill: #0f1419; stroke: #8ab4e8; } .away { fill: #2a2110; stroke: #d4a72c; } .line { stroke: #9da7b1; } .tip { fill: #9da7b1; }
  }`

const line = (d: string, arrow = true): string => `<path d="${d}" class="line"${arrow ? ' marker-end="url(#tip)"' : ''}/>`

/** Breaks words into lines of at most `length` characters. */
function wrap(words: string, length: number): string[] {
  const lines: string[] = []
  for (const word of words.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < length) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

const FLAGS = { partner: 'partner', children: 'children', order: 'order to leave' } as const

/** `partner, and where-now: clear or several` */
export function conditionText(condition: Condition): string {
  const flags = (['partner', 'children', 'order'] as const)
    .filter((flag) => condition[flag] !== undefined)
    .map((flag) => (condition[flag] ? FLAGS[flag] : `no ${FLAGS[flag]}`))
  const lists = (['country', 'phase', 'interpreter', 'mode'] as const).flatMap((name) => {
    const values: readonly string[] | undefined = condition[name]
    return values ? [`${name} ${values.join(' or ')}`] : []
  })
  const { held, answer, any, not } = condition
  return [
    ...flags,
    ...lists,
    ...(held ? [`${held.conversation} ${held.is ? 'held' : 'not held'} before`] : []),
    ...(answer ? [`${answer.step}: ${answer.has.join(' or ')}`] : []),
    ...(any ? [`(${any.map(conditionText).join(' or ')})`] : []),
    ...(not ? [`not (${conditionText(not)})`] : []),
  ].join(', and ')
}

/** Sentences of the conversation, by path. */
type Texts = (path: string) => string

/** Draws one step from `y` on, the spine included. */
function drawStep(step: Step, y: number, texts: Texts): { svg: string; height: number } {
  const side = step.when !== undefined
  const { x, width } = side ? BOX.side : BOX.main
  const title = wrap(texts(`steps.${step.id}.title`), width / 7.2)
  const condition = step.when ? wrap(`if ${conditionText(step.when)}`, width / 6) : []
  const height = 14 + LINE * title.length + LINE + condition.length * 14 + 6
  const words = [
    ...title.map((words, n) => text(x + 12, y + 20 + n * LINE, 'ink', words)),
    text(x + 12, y + 20 + title.length * LINE, 'quiet', `${step.id} · ${step.kind}`),
    ...condition.map((words, n) => text(x + 12, y + 20 + (title.length + 1) * LINE + n * 14, 'quiet', words)),
  ]
  const box = rect(x, y, width, height, side ? 'step side' : 'step')
  if (!side) return { svg: [line(`M${SPINE} ${y - GAP}V${y - 2}`), box, ...words].join('\n'), height: height + GAP }
  const middle = y + 18
  const below = y + height - 10
  const svg = [
    line(`M${SPINE} ${y - GAP}V${middle - 9}`),
    `<path d="M${SPINE} ${middle - 8}l8 8l-8 8l-8 -8z" class="step"/>`,
    line(`M${SPINE + 8} ${middle}H${x - 2}`),
    line(`M${SPINE} ${middle + 8}V${y + height}`, false),
    line(`M${x} ${below}H${SPINE + 2}`),
    box,
    ...words,
  ]
  return { svg: svg.join('\n'), height: height + GAP }
}

function drawSection(section: Section, top: number, texts: Texts): { svg: string; height: number } {
  let y = top + 34 + GAP
  const steps = section.steps.map((step) => {
    const drawn = drawStep(step, y, texts)
    y += drawn.height
    return drawn.svg
  })
  const height = y - GAP - top + 14
  const frame = [
    rect(40, top, 720, height, 'section', 12),
    text(60, top + 24, 'ink head', texts(`sections.${section.id}`)),
    line(`M${SPINE} ${top + 34}V${top + 34 + GAP}`, false),
  ]
  return { svg: [...frame, ...steps, line(`M${SPINE} ${top + height - 14}V${top + height}`, false)].join('\n'), height }
}

/** The states beside the steps: every step leads to them, and deep history leads back. */
function drawAway(top: number): string {
  const states = [
    ['support', 'SUPPORT', 'RETURN'],
    ['crisis', 'CRISIS', 'RETURN'],
    ['paused', 'PAUSE', 'RESUME'],
  ] as const
  const boxes = states.flatMap(([name, there, back], n) => {
    const y = top + n * 96
    return [
      rect(AWAY.x, y, AWAY.width, 64, 'away'),
      text(AWAY.x + 12, y + 22, 'ink head', name),
      text(AWAY.x + 12, y + 39, 'quiet', `${there} from any step`),
      text(AWAY.x + 12, y + 54, 'quiet', `${back} to the same step`),
      line(`M762 ${y + 22}H${AWAY.x - 2}`),
      line(`M${AWAY.x} ${y + 46}H764`),
    ]
  })
  const notes = ['FINISH leads from', 'everywhere to the end.', 'BACK goes to the step', 'last walked, JUMP to', 'any step that is shown.']
  return [...boxes, ...notes.map((words, n) => text(AWAY.x, top + 310 + n * 15, 'quiet', words))].join('\n')
}

/**
 * The statechart of a conversation, as an SVG document that reads in light and dark.
 * @param sentences the conversation's sentences in the language of the picture
 */
export function drawStatechart(conversation: Conversation, sentences: Sentences): string {
  const texts: Texts = (path) => {
    const found = path
      .split('.')
      .reduce<Sentences | string | undefined>((at, key) => (typeof at === 'object' ? at[key] : undefined), sentences)
    return typeof found === 'string' ? found : path
  }
  let y = TOP
  const parts: string[] = []
  for (const section of conversation.sections) {
    const { svg, height } = drawSection(section, y, texts)
    parts.push(svg, line(`M${SPINE} ${y + height}V${y + height + 18}`))
    y += height + 20
  }
  const title = texts('title')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 60}" width="${WIDTH}" height="${y + 60}" role="img" aria-labelledby="title desc">
<title id="title">${markup(title)}: statechart</title>
<desc id="desc">${markup(`The steps of ${conversation.id}, version ${conversation.version}, in their sections, with the conditions that steps have.`)}</desc>
<style>${STYLE}
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" class="tip"/></marker></defs>
${rect(0, 0, WIDTH, y + 60, 'page', 0)}
${text(40, 36, 'ink title', title)}
${text(40, 56, 'quiet', `${conversation.id}, version ${conversation.version}: dashed steps are shown on a condition; what is not known counts as true`)}
<circle cx="${SPINE}" cy="70" r="5" class="tip"/>
${line(`M${SPINE} 75V${TOP - 2}`)}
${parts.join('\n')}
<circle cx="${SPINE}" cy="${y + 12}" r="9" class="step"/><circle cx="${SPINE}" cy="${y + 12}" r="5" class="tip"/>
${text(SPINE + 18, y + 17, 'ink', 'finished')}
${drawAway(TOP)}
</svg>
`
}
