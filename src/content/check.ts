import type { Brought } from './brought.ts'
import { dialogProblems } from './check-dialogs.ts'
import { textProblems } from './check-texts.ts'
import type { Problem } from './problems.ts'
import { type Read, readContent, repeatedIn } from './read.ts'

export { describe, type Problem } from './problems.ts'

/** Everything wrong with what was read: files that cannot be read, references, conditions, endings, texts. */
export const problemsOf = (read: Read): Problem[] => [...read.problems, ...dialogProblems(read), ...textProblems(read)]

/**
 * Checks `dialogs/` and `locales/` below `root`: shapes, ids, references, conditions that can hold, endings, and every sentence in every
 * language. Sorted by file.
 * @throws where the folders cannot be read
 */
export const checkContent = (root: string, brought?: Brought): Problem[] =>
  [...problemsOf(readContent(root, brought)), ...repeatedIn(root)].toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
