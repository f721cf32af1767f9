import type { Notice } from './notice.ts'

/** A form that comes back unsaved. */
export interface Returned {
  /** What was filled in, by box, as it came back. */
  boxes: Readonly<Record<string, string>>
  /** Boxes whose value was changed meanwhile: both are shown, and the person chooses. */
  meanwhile?: readonly string[]
  /** What is wrong, each with the box it is about. */
  wrong?: readonly { box: string; notice: Notice }[]
  /** It was left with another button: what that does, without saving. */
  leave?: { action: string; data: Record<string, string> }
}
