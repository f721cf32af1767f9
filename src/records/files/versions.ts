/** Reads files. A document has two versions: itself and the former one. */
import { access, constants, link, rename, rm } from 'node:fs/promises'
import { Unreadable } from '../records.ts'
import { SealBroken } from '../seal.ts'
import { type Accept, DOCUMENT, type Place } from '../store.ts'
import { exists, readWhole, writeDurably } from './durable.ts'
import { codeOf, isMissing, whyUnread } from './failures.ts'
import { formerOf, type Layout, pathOf, recoveredOf } from './layout.ts'
import { type Aside, quarantine } from './quarantine.ts'

/**
 * @param top the folder of everything of its kind: where that cannot be used, nothing is known of this file
 * @returns undefined if there is no such file. @throws SealBroken if there is something else, Unreadable
 */
export async function bytesOf(path: string, top: string): Promise<Buffer | undefined> {
  try {
    return await readWhole(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    if (codeOf(error) === 'EISDIR') throw new SealBroken('a folder lies where a file belongs')
    if (codeOf(error) === 'ENXIO' || codeOf(error) === 'ENODEV') throw new SealBroken('a socket or device lies where a file belongs')
    const why = whyUnread(error)
    if (!why) throw error
    await access(top, constants.R_OK | constants.X_OK)
    throw codeOf(error) === 'ELOOP'
      ? new SealBroken('a link to itself lies where a file belongs')
      : new Unreadable(`it cannot be read: ${why}`)
  }
}

/** The value found, wrapped because it may itself be undefined. */
type Found<T> = { value: T } | undefined

async function opened<T>(path: string, top: string, accept: Accept<T>, former: boolean): Promise<Found<T>> {
  const bytes = await bytesOf(path, top)
  return bytes && { value: accept(bytes, former) }
}

/** @returns a refusal instead of throwing it */
async function orRefusal<T>(reading: Promise<Found<T>>): Promise<Found<T> | SealBroken> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof SealBroken) return error
    throw error
  }
}

/** `Store.look` for the disk. */
export async function lookAt(layout: Layout, place: Place, former: boolean): Promise<Buffer | undefined> {
  const path = pathOf(layout, place)
  const top = layout.shelf(place.shelf)
  if (former) return bytesOf(formerOf(path), top)
  const bytes = await bytesOf(path, top)
  return bytes ?? (place.part === DOCUMENT && (await interruptedAt(path)) ? bytesOf(formerOf(path), top) : undefined)
}

/**
 * A write of an earlier version that was interrupted by a power cut left the former version with the new one beside it: that turn was never
 * confirmed.
 */
const interruptedAt = (path: string): Promise<boolean> => exists(`${path}.new`)

/** `Store.read` for the disk. */
export async function readNewest<T>(aside: Aside, place: Place, accept: Accept<T>, expected: boolean): Promise<T | undefined> {
  const path = pathOf(aside.layout, place)
  const found = await orRefusal(opened(path, aside.layout.shelf(place.shelf), accept, false))
  if (found && !(found instanceof SealBroken)) return found.value
  if (place.part === DOCUMENT) return readFormer(aside, place, accept, expected, found)
  if (!found) return undefined
  await quarantine(aside, path, found.message, false)
  throw found
}

/** @param broken why the document itself was refused; absent if it does not exist */
async function readFormer<T>(
  aside: Aside,
  place: Place,
  accept: Accept<T>,
  expected: boolean,
  broken: SealBroken | undefined,
): Promise<T | undefined> {
  const path = pathOf(aside.layout, place)
  const former = formerOf(path)
  const interrupted = !broken && !expected && (await interruptedAt(path))
  const found = await orRefusal(opened(former, aside.layout.shelf(place.shelf), accept, true))
  const back = found instanceof SealBroken ? undefined : found
  if (!broken && !back && !expected) return undefined
  if (!(back && interrupted)) {
    await quarantine(aside, path, broken?.message ?? 'it was gone', back !== undefined)
    if (!back) throw broken ?? new SealBroken('it is gone')
  }
  await bringBack(aside, former, path, !interrupted).catch(() => {})
  return back?.value
}

/** @param lost whether something that was confirmed is lost by it: that is noted first */
async function bringBack({ fence }: Aside, former: string, path: string, lost: boolean): Promise<void> {
  if (lost) await writeDurably(recoveredOf(path), Buffer.alloc(0), { aside: fence.aside(recoveredOf(path)) })
  const aside = fence.aside(path)
  await rm(aside, { force: true })
  await link(former, aside)
  await rename(aside, path)
  await rm(former, { force: true })
}
