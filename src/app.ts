/** Puts the rooms together: content, records and the assistant over them. Every channel gets the same. */
import { hkdfSync } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Assistant } from './assistant/assistant.ts'
import { createAssistant } from './assistant/create.ts'
import type { Config } from './config.ts'
import type { Content } from './content/content.ts'
import { loadContent } from './content/load.ts'
import { createPresentation, type Presentation } from './presentation/presentation.ts'
import { openRecords } from './records/open.ts'
import type { Records } from './records/records.ts'
import { loadKeyFile, parseKeys } from './records/ring.ts'

/** The folder of the program, where `dialogs/` and `locales/` stand. */
export const ROOT = join(import.meta.dirname, '..')

export interface App {
  content: Content
  records: Records
  assistant: Assistant
  presentation: Presentation
  /** 32 bytes that only who has the master key can know: signs what the browser chat hands out. */
  chatSecret: Buffer
  close(): Promise<void>
}

/** @throws ContentError, KeyProblem, StoreLocked, StoreUnavailable: each with a message for the person at the console */
export async function openApp(config: Config, logger: Logger): Promise<App> {
  const { dataDir, keyFile, masterKeys, retentionMonths } = config
  const content = loadContent(ROOT)
  const records = await openRecords({
    dataDir,
    ...(masterKeys === undefined ? { keyFile } : { masterKeys }),
    retentionMonths,
    onDamage: (damage) => logger.error({ damage }, 'a file could not be read and was set apart'),
  })
  try {
    const ring = masterKeys === undefined ? await loadKeyFile(keyFile, dataDir, false) : parseKeys(masterKeys, 'MASTER_KEYS')
    const master = ring.keys.get(ring.current)
    if (!master) throw new Error('a ring holds its current key')
    return {
      content,
      records,
      assistant: createAssistant({ content, records }),
      presentation: createPresentation(content),
      chatSecret: Buffer.from(hkdfSync('sha256', master, '', 'wegwijzer browser chat', 32)),
      close: () => records.close(),
    }
  } catch (error) {
    await records.close()
    throw error
  }
}
