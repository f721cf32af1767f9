/** What a conversation needs from its terminal. */
import type { Language } from '../../content/content.ts'
import type { Say } from '../sentences.ts'

export interface Terminal {
  language: Language
  say: Say
  print(text: string): void
  /** One line, or several when they end in a backslash. @throws Left */
  ask(prompt: string): Promise<string>
}
