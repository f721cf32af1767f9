/** A free answer. */
import type { Kind } from './kind.ts'

export const ask: Kind = {
  inputs: (_ctx, _shape, _value, words) => [words],
  lines: () => [],
}
