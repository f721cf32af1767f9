import type { Brought } from './brought.ts'
import { dialogProblems } from './check-dialogs.ts'
import { type Measure, measures, optionProblems } from './check-options.ts'
import { questionProblems } from './check-questions.ts'
import { textProblems } from './check-texts.ts'
import type { Problem } from './problems.ts'
import { type Read, readContent, repeatedIn } from './read.ts'

export { describe, type Problem } from './problems.ts'

/** Everything wrong with what was read: files that cannot be read, references, conditions, endings, texts. */
export const problemsOf = (read: Read): Problem[] => [...read.problems, ...dialogProblems(read), ...textProblems(read)]

/** How things are said: it does not keep anything from starting, but nothing is merged with it. */
const styleProblems = (read: Read): Problem[] => [...questionProblems(read), ...optionProblems(read)]

/**
 * Checks `dialogs/` and `locales/` below `root`: shapes, ids, references, conditions that can hold, endings, and every sentence in every
 * language. Sorted by file.
 * @throws where the folders cannot be read
 */
export function checkContent(root: string, brought?: Brought): Problem[] {
  const read = readContent(root, brought)
  return [...problemsOf(read), ...styleProblems(read), ...repeatedIn(root)].toSorted((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : 0,
  )
}

/** What each conversation that goes into the four residence options holds about each of them. */
export function measured(root: string, brought?: Brought): [conversation: string, four: Measure[]][] {
  const read = readContent(root, brought)
  return read.conversations
    .map((source): [string, Measure[]] => [source.name, measures(read, source)])
    .filter(([, four]) => four.length > 0)
}
