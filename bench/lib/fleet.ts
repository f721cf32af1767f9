import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PARTS } from '../../src/features/index.ts'
import { openRecords } from '../../src/records/open.ts'
import type { Records } from '../../src/records/records.ts'
import { COUNSELLOR, client } from './client.ts'
import { folder } from './folder.ts'

/** How many clients we assume a large organisation has; `BENCH_CLIENTS` sets another number for a quick look. */
export const MANY = Number(process.env.BENCH_CLIENTS ?? 100_000)
/** How many of them are the measured counsellor's own. */
export const OWN = 500
const EACH = 50
const AT_ONCE = 16

export interface Place {
  dataDir: string
  keyFile: string
  /** Clients of the measured counsellor. */
  own: string[]
}

const placeIn = (parent: string): Omit<Place, 'own'> => ({ dataDir: join(parent, 'data'), keyFile: join(parent, 'keys', 'master.key') })

/** A data folder with one client. */
export async function single(): Promise<Place> {
  const place = placeIn(folder())
  const records = await openRecords({ parts: PARTS, ...place })
  const own = await clients(records, COUNSELLOR, 1)
  await records.close()
  return { ...place, own }
}

/** A data folder with `MANY` clients of many counsellors, each made for real: in memory if possible, since nothing is measured yet, then moved to disk. */
export async function fleet(): Promise<Place> {
  const target = folder()
  const workshop = existsSync('/dev/shm') ? folder('/dev/shm') : target
  console.log(`making ${MANY} clients, a minute or two …`)
  const records = await openRecords({ parts: PARTS, ...placeIn(workshop) })
  const own = await clients(records, COUNSELLOR, Math.min(OWN, MANY))
  const owners = Math.ceil((MANY - own.length) / EACH)
  let owner = 0
  const work = async () => {
    while (owner < owners) {
      const nth = owner++
      await clients(records, `bench|other-${nth}`, Math.min(EACH, MANY - own.length - nth * EACH))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await records.close()
  if (workshop !== target) {
    execFileSync('cp', ['-a', `${workshop}/.`, target])
    rmSync(workshop, { recursive: true })
    execFileSync('sync')
  }
  return { ...placeIn(target), own }
}

async function clients(records: Records, owner: string, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n++) {
    const document = client(records, owner)
    await records.createClient(document)
    ids.push(document.id)
  }
  return ids
}
