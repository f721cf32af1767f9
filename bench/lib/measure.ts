/** Measuring side by side: samples of the candidates are interleaved, so that other load on the machine affects them all alike. */

export interface Line {
  what: string
  ours: string
  against: string
  ratio: string
  /** Absent: reported without an aim. */
  aim?: string
  met?: boolean
}

export interface Row {
  name: string
  /** Yields each line as soon as it is known. */
  measure(): AsyncGenerator<Line>
}

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

type Work = () => unknown

/** Milliseconds of `times` runs of each piece of work, `rounds` times over, one after another in turn; the first round warms up and is left out. */
export async function interleave(rounds: number, times: number, work: Work[]): Promise<number[][]> {
  const samples: number[][] = work.map(() => [])
  for (let round = 0; round <= rounds; round++)
    for (const [i, run] of turned(work, round)) {
      globalThis.gc?.()
      const began = performance.now()
      for (let n = 0; n < times; n++) await run()
      if (round) samples[i]!.push((performance.now() - began) / times)
    }
  return samples
}

/** The same for work of a few microseconds that is not awaited. */
export function interleaveSync(rounds: number, times: number, work: Work[]): number[][] {
  const samples: number[][] = work.map(() => [])
  for (let round = 0; round <= rounds; round++)
    for (const [i, run] of turned(work, round)) {
      globalThis.gc?.()
      const began = performance.now()
      for (let n = 0; n < times; n++) run()
      if (round) samples[i]!.push((performance.now() - began) / times)
    }
  return samples
}

/** Each round begins with another candidate, so that none always runs in the other's wake. */
function turned(work: Work[], round: number): [number, Work][] {
  const all = work.map((run, i): [number, Work] => [i, run])
  return all.map((_, i) => all[(i + round) % all.length]!)
}

export interface Comparison {
  what: string
  /** Samples, taken in the same rounds. */
  ours: number[]
  theirs: number[]
  show(value: number): string
  /** The ratio that is aimed at: `ours / theirs` where less is better, its reverse (or the ratio of rates) where more is. */
  ratio(ours: number, theirs: number): number
  atMost?: number
  atLeast?: number
}

/** The ratio of the medians, beside the aim; the middle half of the ratios of single rounds says how steady it was. */
export function compare({ what, ours, theirs, show, ratio, atMost, atLeast }: Comparison): Line {
  const value = ratio(median(ours), median(theirs))
  const single = ours.map((sample, i) => ratio(sample, theirs[i]!)).toSorted((a, b) => a - b)
  const quarter = single[Math.floor(single.length / 4)]!
  const threeQuarters = single[Math.floor((single.length * 3) / 4)]!
  const line: Line = {
    what,
    ours: show(median(ours)),
    against: show(median(theirs)),
    ratio: `${value.toFixed(2)} × (${quarter.toFixed(2)}–${threeQuarters.toFixed(2)})`,
  }
  if (atMost !== undefined) Object.assign(line, { aim: `at most ${atMost} ×`, met: value <= atMost })
  if (atLeast !== undefined) Object.assign(line, { aim: `at least ${atLeast} ×`, met: value >= atLeast })
  return line
}

/** A single figure beside its aim. */
export function figure(what: string, value: number, unit: string, atMost: number): Line {
  return { what, ours: `${value.toFixed(1)} ${unit}`, against: '', ratio: '', aim: `at most ${atMost} ${unit}`, met: value <= atMost }
}

export const over = (a: number, b: number): number => a / b
export const micro = (ms: number): string => `${(ms * 1000).toFixed(1)} µs`
export const milli = (ms: number): string => `${ms.toFixed(2)} ms`
