/** What the boxes of a page hold, and what its buttons carry about them. */
import { isDate } from '../content/days.ts'
import { type BoxKind, type Mark, markOf, marksToText } from '../content/marks.ts'
import type { Action, Block, InputBlock, Page } from './page.ts'

/** What a box holds, in the form in which it comes back. */
export function valueIn(input: InputBlock): string {
  switch (input.input) {
    case 'checklist':
      return input.values.join(',')
    case 'toggle':
    case 'number':
      return String(input.value ?? '')
    // A value that is not among the options is not shown, so it does not come back.
    case 'choice':
      return input.options.some(({ id }) => id === input.value) ? (input.value ?? '') : ''
    default:
      return input.value ?? ''
  }
}

export const inputsOf = (blocks: readonly Block[]): InputBlock[] => blocks.filter((block) => block.kind === 'input')

/** The marks of what is in the boxes. Boxes that only search or choose where to go are left out: nothing is lost with them. */
export const marksOf = (blocks: readonly Block[]): Map<string, Mark> =>
  new Map(
    inputsOf(blocks)
      .filter(({ passing }) => !passing)
      .map((input) => [input.id, markIn(input)]),
  )

function markIn(input: InputBlock): Mark {
  if (input.held !== undefined) return { kind: 'hidden', mark: input.held }
  const kind = KINDS[input.input]
  return { kind, mark: markOf(valueIn(input), kind) }
}

const KINDS: Record<InputBlock['input'], BoxKind> = {
  text: 'words',
  checklist: 'list',
  toggle: 'toggle',
  choice: 'value',
  number: 'value',
  date: 'value',
  person: 'value',
}

/** The box with what somebody filled in, as it came back. A day that is none comes back as it was typed. */
export function withValue(input: InputBlock, value: string): InputBlock {
  switch (input.input) {
    case 'checklist': {
      const chosen = new Set(value.split(',').map((id) => id.trim()))
      return { ...input, values: input.options.flatMap(({ id }) => (chosen.has(id) ? [id] : [])) }
    }
    case 'toggle':
      return { ...input, value: value === 'true' }
    case 'number':
      return { ...input, value: /^-?\d{1,9}$/.test(value.trim()) ? Number(value) : undefined }
    case 'choice':
      return { ...input, value: input.options.some(({ id }) => id === value) ? value : undefined }
    case 'date':
      if (value !== '' && !isDate(value)) return { ...input, input: 'text', value, maxLength: MAX_DAY }
      return { ...input, value: value || undefined }
    default:
      return { ...input, value: value || undefined }
  }
}

/** A day in words. */
const MAX_DAY = 100

/**
 * The page with the marks of what its boxes showed on every button. The button that saves sends the boxes along; so does every other one, with
 * where they would be saved: what was filled in must not be lost because another button was pressed.
 * @param marks of what is in the file, where the boxes show something else
 */
export function carrying(page: Page, marks = marksOf(page.blocks)): Page {
  if (marks.size === 0) return page
  const held = inputsOf(page.blocks).filter((input) => input.held !== undefined)
  const hidden = held.flatMap(({ id }): [string, Mark][] => {
    const mark = marks.get(id)
    return mark ? [[id, { ...mark, kind: 'hidden' }]] : []
  })
  const shown = marksToText(hidden.length > 0 ? new Map([...marks, ...hidden]) : marks)
  const saving = page.since ? `@${page.since} ${shown}` : shown
  const actions = [...page.actions, ...page.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))]
  const own = actions.find(({ inputs, primary }) => inputs && primary) ?? actions.find(({ inputs }) => inputs)
  const save = own && savedBeside(own)
  const carry = (action: Action): Action => {
    if (action.inputs) return { ...action, data: { ...action.data, shown: saving } }
    // A box of the same name would take the place of what this button carries (whose access is taken back, and the like).
    for (const name in action.data) if (marks.has(name)) return action
    return save && !action.data.leave ? { ...action, data: { ...action.data, shown, save: save(action.data) } } : action
  }
  return {
    ...page,
    actions: page.actions.map(carry),
    blocks: page.blocks.map((block) => (block.kind === 'actions' ? { ...block, actions: block.actions.map(carry) } : block)),
  }
}

/** Where the boxes beside a button would be saved. */
export interface Save {
  action: string
  data: Record<string, unknown>
}

/** Marks the short form: `~answer client run visit=v5`. A name alone is what the button carries itself; a card has a dozen of them. */
const SHORT = '~'

function savedBeside({ action, data }: Action): (beside: Action['data']) => string {
  const own = Object.entries(data).map(([name, value]) => ({ name, value, said: ` ${name}=${encodeURIComponent(value.toWellFormed())}` }))
  return (beside) => {
    let text = SHORT + action
    for (const { name, value, said } of own) text += beside[name] === value ? ` ${name}` : said
    return text
  }
}

/** @param sent all that the button sent, which may be forged @returns undefined if it says nothing of where its boxes are saved */
export function saveIn({ save, ...sent }: Record<string, unknown>): Save | undefined {
  if (typeof save !== 'string') return undefined
  try {
    return save.startsWith(SHORT) ? inShort(save, sent) : inFull(save, sent)
  } catch {
    return undefined
  }
}

function inShort(save: string, sent: Record<string, unknown>): Save | undefined {
  const [action, ...parts] = save.slice(SHORT.length).split(' ')
  if (!action) return undefined
  const said = parts.flatMap((part): [string, unknown][] => {
    const [name = '', value] = part.split('=')
    if (value !== undefined) return [[name, decodeURIComponent(value)]]
    return Object.hasOwn(sent, name) ? [[name, sent[name]]] : []
  })
  return { action, data: Object.fromEntries(said) }
}

/** As cards said it until November 2026. */
function inFull(save: string, sent: Record<string, unknown>): Save | undefined {
  const { action, data, same = '' } = JSON.parse(save)
  if (typeof action !== 'string' || typeof data !== 'object' || data === null || typeof same !== 'string') return undefined
  const own = same.split(' ').filter((name) => Object.hasOwn(sent, name))
  return { action, data: { ...Object.fromEntries(own.map((name) => [name, sent[name]])), ...data } }
}
