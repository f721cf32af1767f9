/** Takes archives apart and puts them together again, as somebody may who has the file and no key. */
import { createHash } from 'node:crypto'

export interface Parts {
  head: Record<string, unknown>
  files: { path: string; bytes: Buffer }[]
  end: Record<string, unknown>
}

export function takeApart(archive: Buffer): Parts {
  let rest = archive
  const line = (): Record<string, unknown> => {
    const end = rest.indexOf(10)
    const value = JSON.parse(rest.subarray(0, end).toString())
    rest = rest.subarray(end + 1)
    return value
  }
  const head = line()
  const files: Parts['files'] = []
  for (;;) {
    const value = line()
    if (typeof value.path !== 'string') return { head, files, end: value }
    files.push({ path: value.path, bytes: rest.subarray(0, value.size as number) })
    rest = rest.subarray(value.size as number)
  }
}

/** With the number of files and the SHA-256 counted anew; whatever else stood in the last line stays. */
export function putTogether({ head, files, end }: Parts): Buffer {
  const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`)
  const body = Buffer.concat([line(head), ...files.flatMap(({ path, bytes }) => [line({ path, size: bytes.length }), bytes])])
  return Buffer.concat([body, line({ ...end, files: files.length, sha256: createHash('sha256').update(body).digest('hex') })])
}
