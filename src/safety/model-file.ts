/** `crisis.model`: the weights of the model beside the crisis words, as `npm run safety:train` writes them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export const MODEL_FILE = join(import.meta.dirname, 'crisis.model')

/** A weight for each place, between -127 and 127, to be multiplied by `scale`. */
export interface Weights {
  weights: Int8Array
  scale: number
  bias: number
}

export interface CrisisModel {
  /** There are 2 to the power of this many places. */
  bits: number
  /** Looks like an explicit sign. */
  explicit: Weights
  /** Looks like any sign, explicit or quiet. */
  sign: Weights
}

const Numbers = z.strictObject({ scale: z.number(), bias: z.number() })
/** The first line of the file; after it the weights of `explicit` and then of `sign`, a byte each. */
const Head = z.strictObject({ bits: z.int().min(1).max(24), explicit: Numbers, sign: Numbers })

/** @throws Error when the file is missing or not whole */
export function readModel(file = MODEL_FILE): CrisisModel {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch {
    throw new Error(`${file} is missing: \`npm run safety:train\` makes it`)
  }
  const model = modelIn(bytes)
  if (!model) throw new Error(`${file} is not whole: \`npm run safety:train\` makes it`)
  return model
}

function modelIn(bytes: Buffer): CrisisModel | undefined {
  const end = bytes.indexOf('\n')
  let given: unknown
  try {
    given = JSON.parse(bytes.toString('utf8', 0, Math.max(end, 0)))
  } catch {
    return undefined
  }
  const { data: head } = Head.safeParse(given)
  const size = 2 ** (head?.bits ?? 0)
  if (!head || bytes.length !== end + 1 + 2 * size) return undefined
  // a copy of its own: the buffer of a small file is shared
  const weights = Int8Array.from(bytes.subarray(end + 1), (byte) => (byte << 24) >> 24)
  return {
    bits: head.bits,
    explicit: { ...head.explicit, weights: weights.subarray(0, size) },
    sign: { ...head.sign, weights: weights.subarray(size) },
  }
}

/** The bytes of the file. */
export function modelBytes({ bits, explicit, sign }: CrisisModel): Buffer {
  const numbers = ({ scale, bias }: Weights) => ({ scale, bias })
  const head = `${JSON.stringify({ bits, explicit: numbers(explicit), sign: numbers(sign) })}\n`
  return Buffer.concat([Buffer.from(head), Buffer.from(explicit.weights), Buffer.from(sign.weights)])
}
