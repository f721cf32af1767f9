/** A form that comes back as it was filled in. */
import { inputsOf, valueIn, withValue } from '../page/boxes.ts'
import type { Context } from '../page/context.ts'
import type { Action, Block, InputBlock, Page } from '../page/page.ts'
import type { Returned } from '../page/returned.ts'

/**
 * The page with what was filled in instead of what is in the file. Above a box that was changed meanwhile stands what is there now, and a
 * button leaves it so; what has no box any more is shown as text, so that it can be copied.
 */
export function filledIn(page: Page, ctx: Context, { boxes, meanwhile = [], wrong = [], leave }: Returned): Page {
  const there = new Set(inputsOf(page.blocks).map(({ id }) => id))
  const blocks = page.blocks.flatMap((block): Block[] => {
    if (block.kind !== 'input') return [block]
    const value = boxes[block.id]
    const above = wrong.filter(({ box }) => box === block.id).map(({ notice }): Block => ({ kind: 'attention', text: ctx.notice(notice) }))
    const now = meanwhile.includes(block.id) ? nowThere(block, ctx) : []
    return [...now, ...above, value === undefined ? block : { ...withValue(block, value), unsaved: true }]
  })
  const homeless = Object.entries(boxes).filter(([box, value]) => !there.has(box) && value.trim() !== '')
  const lost = homeless.map(([, text]): Block => ({ kind: 'typed', label: ctx.ui('form.typed'), text }))
  const clash = meanwhile.some((box) => there.has(box))
  const keep = clash ? page.actions.filter(({ inputs, primary }) => inputs && primary).map((save) => leaving(save, meanwhile, ctx)) : []
  return {
    ...page,
    blocks: [...(clash ? [{ kind: 'attention', text: ctx.ui('form.meanwhile') } as const] : []), ...blocks, ...lost],
    actions: [
      ...page.actions.map((action) => (clash && action.inputs && action.primary ? { ...action, label: ctx.ui('form.mine') } : action)),
      ...keep,
      ...(leave ? [{ ...leave, label: ctx.ui('form.leave') }] : []),
    ],
  }
}

/** What is in the file now, in words; while discreet only that it is something else. */
function nowThere(input: InputBlock, ctx: Context): Block[] {
  if (input.held !== undefined) return [{ kind: 'text', text: ctx.ui('form.nowHidden', { label: input.label }), quiet: true }]
  return [{ kind: 'typed', label: ctx.ui('form.now', { label: input.label }), text: inWords(input, ctx) || ctx.ui('form.nothing') }]
}

function inWords(input: InputBlock, ctx: Context): string {
  const value = valueIn(input)
  switch (input.input) {
    case 'choice':
    case 'checklist': {
      const chosen = new Set(value.split(','))
      return input.options.flatMap(({ id, label }) => (chosen.has(id) ? [label] : [])).join(', ')
    }
    case 'toggle':
      return ctx.ui(input.value ? 'yes' : 'no')
    case 'date':
      return value && ctx.date(value)
    default:
      return value
  }
}

/** Saves the rest, and leaves these boxes as they are now. */
const leaving = ({ primary: _, ...save }: Action, boxes: readonly string[], ctx: Context): Action => ({
  ...save,
  data: { ...save.data, dropped: boxes.join(' ') },
  label: ctx.ui('form.theirs'),
})
