/** Puts the rooms together: content, records and the assistant over them. Every channel gets the same. */
import { hkdfSync } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createAssistant } from './assistant/create.ts'
import type { Config } from './config.ts'
import type { Content } from './content/content.ts'
import { loadContent } from './content/load.ts'
import { BROUGHT, PARTS } from './features/index.ts'
import { tellMissing } from './page/sentences.ts'
import { type OpenRecords, openRecords } from './records/open.ts'
import { createPresentation, type Presentation } from './render/presentation.ts'
import type { Assistant } from './turn/assistant.ts'

/** The program's folder, which holds `dialogs/` and `locales/`. */
export const ROOT = join(import.meta.dirname, '..')

export interface App {
  content: Content
  records: OpenRecords
  assistant: Assistant
  presentation: Presentation
  /** 32 bytes that only the holder of the master key can derive, unchanged by a rotation; the browser chat signs with them. */
  chatSecret: Buffer
}

/** @throws ContentError, KeyProblem, StoreLocked, StoreUnavailable: each with a message for the person at the console */
export async function openApp({ dataDir, keyFile, masterKeys, retentionMonths }: Config, logger: Logger): Promise<App> {
  const content = loadContent(ROOT, BROUGHT)
  const records = await openRecords({
    parts: PARTS,
    dataDir,
    ...(masterKeys === undefined ? { keyFile } : { masterKeys }),
    retentionMonths,
    onWarning: (text) => logger.warn(text),
    onDamage: (damage) => logger.error({ damage }, 'a file could not be read and was set apart'),
  })
  try {
    const presentation = createPresentation(
      content,
      tellMissing((missing) => logger.error({ missing }, 'a sentence, or a value in one, is missing')),
    )
    return {
      content,
      records,
      assistant: createAssistant({ content, records, boxes: presentation.boxes }),
      presentation,
      chatSecret: Buffer.from(hkdfSync('sha256', records.context.secret, '', 'wegwijzer browser chat', 32)),
    }
  } catch (error) {
    await records.close()
    throw error
  }
}
