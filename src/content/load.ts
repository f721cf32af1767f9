import { withBranches } from './branches.ts'
import type { Brought } from './brought.ts'
import { problemsOf } from './check.ts'
import type { Content } from './content.ts'
import { deepFreeze } from './freeze.ts'
import { ContentError } from './problems.ts'
import { type Read, readContent } from './read.ts'

export { ContentError } from './problems.ts'

/**
 * Reads and checks `dialogs/` and `locales/` below `root`, once, and freezes all of it.
 * @param brought what features bring along
 * @throws ContentError with every problem found, each with its file, key and reason
 */
export function loadContent(root: string, brought?: Brought): Content {
  const read = readContent(root, brought)
  const problems = problemsOf(read)
  if (problems.length) throw new ContentError(problems)
  return contentOf(read)
}

function contentOf(read: Read): Content {
  const byId = <T extends { id: string }>(sources: readonly { data: T }[]) =>
    new Map(sources.map(({ data }) => [data.id, deepFreeze(data)]))
  const items = read.libraries.flatMap(({ name, data }) => data.items.map(({ id, kind }) => ({ id, kind, ns: `library/${name}` })))
  const facts = read.facts.flatMap(({ name, data }) => data.facts.map((fact) => ({ ...fact, ns: `facts/${name}` })))
  // the check has seen that it is there
  const crisis = read.safety.find(({ name }) => name === 'crisis')!.data
  return Object.freeze({
    crisis: deepFreeze(crisis),
    conversations: byId(read.conversations.map(({ data }) => ({ data: withBranches(data) }))),
    library: byId(items.map((data) => ({ data }))),
    guides: byId(read.guides),
    facts: byId(facts.map((data) => ({ data }))),
    countries: byId(read.countries),
    brought: new Map(Object.entries(read.brought).map(([folder, sources]) => [folder, byId(sources)])),
    sentences: deepFreeze(read.sentences),
  })
}
