/** The clients on a counsellor's own list. */
import { skeleton } from '../../content/fold.ts'
import { LIMITS } from '../../content/limits.ts'
import type { ClientLine } from '../../page/refs.ts'
import type { CounsellorDocument } from '../../records/model.ts'
import type { ReplyOf } from '../reply.ts'

/** Clients on one page of a list. */
const LISTED = 8

/** Most recent first; `query` matches anywhere in the alias, accents and capitals aside. */
export function findClients(counsellor: CounsellorDocument, query = ''): { clients: ClientLine[]; count: number } {
  const wanted = skeleton(query)
  const found = counsellor.clients
    .filter((entry) => wanted === '' || skeleton(entry.alias).includes(wanted))
    .toSorted((a, b) => b.touched.localeCompare(a.touched))
  const clients = found.slice(0, LISTED).map(({ id, alias, phase, country, touched }) => ({ id, alias, phase, country, touched }))
  return { clients, count: found.length }
}

/** The client on this list whose alias looks like this one. */
export function lookingAlike(
  { clients }: CounsellorDocument,
  alias: string,
  except?: string,
): CounsellorDocument['clients'][number] | undefined {
  const looks = skeleton(alias)
  return clients.find((entry) => entry.id !== except && skeleton(entry.alias) === looks)
}

/** The list to look a client up in. @param choosing what one is chosen for, if not to open it */
export function clientsReply(counsellor: CounsellorDocument, query = '', choosing?: ReplyOf<'clients'>['choosing']): ReplyOf<'clients'> {
  const words = query.slice(0, LIMITS.query)
  return { view: 'clients', query: words, ...findClients(counsellor, words), discreet: counsellor.discreet, choosing }
}
