/** What a line typed in the chat means as an answer. */
import { type Content, LANGUAGES } from '../content/content.ts'
import type { Step } from '../content/schema.ts'
import { kindOf, shapeOf } from './kinds/index.ts'
import type { OptionNames } from './kinds/kind.ts'
import type { AnswerValue } from './session.ts'

/**
 * The answer in a typed line: an option by its number or its words in any of our languages, a number on a scale, a day, agreements (one per
 * line), otherwise free text.
 * @param base the current answer to this step: free text is added to what was chosen or filled in, agreements to those made earlier
 */
export const typedValue = (content: Content, conversation: string, step: Step, typed: string, base: AnswerValue = {}): AnswerValue =>
  kindOf(step).fromTyped(step, typed, base, namesOf(content, conversation, step))

const namesOf =
  (content: Content, conversation: string, step: Step): OptionNames =>
  () =>
    LANGUAGES.flatMap((language) => {
      const steps = content.sentences[language][`conversations/${conversation}`]?.steps
      const texts = typeof steps === 'object' ? steps[step.id] : undefined
      const options = typeof texts === 'object' ? texts.options : undefined
      return shapeOf(step).options.map((id) => [String(typeof options === 'object' ? (options[id] ?? '') : ''), id] as const)
    })
