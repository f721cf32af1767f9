/** Collects what the features show at home. */
import { AT_HOME } from '../features/index.ts'
import type { CounsellorDocument } from '../records/model.ts'
import type { Deps } from '../turn/context.ts'
import type { AtHome } from '../turn/feature.ts'
import type { HomeLines } from '../turn/reply.ts'

type Line = AtHome<keyof HomeLines>

export const atHome: Deps['atHome'] = async (ctx, at) => {
  const lines: Record<string, unknown> = {}
  const changes: ((draft: CounsellorDocument) => void)[] = []
  for (const [name, line] of Object.entries(AT_HOME) as [string, Line][]) {
    const found = await line.find(ctx, at)
    if (!found) continue
    lines[name] = found.found
    if (found.counsellor) changes.push(found.counsellor)
  }
  const counsellor = (draft: CounsellorDocument): void => {
    for (const change of changes) change(draft)
  }
  return { lines: lines as Partial<HomeLines>, counsellor: changes.length ? counsellor : undefined }
}
