/** Makes a page small enough to send, whatever was typed. Inputs and buttons are never dropped, and no stored value is lost. */
import { clip } from '../page/context.ts'
import { weight, withheld } from '../page/inputs.ts'
import type { Block, Page } from '../page/page.ts'

/** What the page says about being cut. */
export interface CutWords {
  /** Where to find the whole text. */
  cut: string
  /** For a box that does not show its value: leaving it empty changes nothing. */
  kept: string
  /** For a box that has no room for what was filled in and is not saved. */
  lost: string
}

/** Lengths to which typed text is cut, one after the other, until the page fits. In UTF-16 units. */
const LENGTHS = [5000, 2000, 1000, 500, 200, 80]

/**
 * First shortens the text shown; then empties input boxes, the longest first (left empty they keep their value); only then drops blocks, from the end.
 * @param fits whether a page is small enough
 */
export function fit(page: Page, fits: (page: Page) => boolean, words: CutWords): Page {
  if (fits(page)) return page
  const shorter = LENGTHS.map((length) => shortened(page, length, words.cut))
  const found = shorter.find(fits)
  if (found) return found
  const smaller = withoutValues(shorter.at(-1) ?? page, fits, words)
  return fits(smaller) ? smaller : withoutBlocks(smaller, fits)
}

/** Cuts what people typed to a length, and adds a line that says so above the first input. */
function shortened(page: Page, length: number, cut: string): Page {
  const blocks = page.blocks.map((block): Block => {
    if (block.kind === 'typed') return { ...block, text: clip(block.text, length) }
    return block.kind === 'line' ? { ...block, value: clip(block.value, length) } : block
  })
  // Nothing was cut: the boxes alone are too much.
  if (blocks.every((block, nth) => JSON.stringify(block) === JSON.stringify(page.blocks[nth]))) return page
  const at = blocks.findIndex((block) => block.kind === 'input')
  return { ...page, blocks: blocks.toSpliced(at < 0 ? blocks.length : at, 0, { kind: 'text', text: cut, quiet: true }) }
}

function withoutValues(page: Page, fits: (page: Page) => boolean, { kept, lost }: CutWords): Page {
  const heaviest = page.blocks
    .filter((block) => block.kind === 'input' && weight(block) > kept.length)
    .toSorted((a, b) => weight(b) - weight(a))
  const out = new Set<Block>()
  let smaller = page
  for (const input of heaviest) {
    out.add(input)
    smaller = {
      ...page,
      blocks: withheld(
        page.blocks,
        ({ unsaved }) => (unsaved ? lost : kept),
        (one) => out.has(one),
      ),
    }
    if (fits(smaller)) return smaller
  }
  return smaller
}

/** Keeps as many blocks, from the top, as fit; inputs, buttons, numbers to call and the line about the cut always stay. */
function withoutBlocks(page: Page, fits: (page: Page) => boolean): Page {
  const stays = (block: Block) =>
    block.kind === 'input' || block.kind === 'actions' || block.kind === 'calls' || (block.kind === 'text' && block.quiet)
  const upTo = (count: number): Page => {
    let room = count
    return { ...page, blocks: page.blocks.filter((block) => stays(block) || room-- > 0) }
  }
  let low = 0
  let high = page.blocks.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(upTo(middle))) low = middle
    else high = middle - 1
  }
  return upTo(low)
}
