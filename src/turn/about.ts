/** Which clients a reply is about. A card that shows an erased client is removed, so rather name one client too many than one too few. */
import type { ClientRef } from '../page/refs.ts'
import type { ReplyOf, ViewId } from './reply.ts'

/** The ids of the clients whose alias or words a reply shows, or whose file its buttons act on. */
export type About<V extends ViewId> = (reply: ReplyOf<V>) => ClientIds
/** Undefined entries are ignored. */
export type ClientIds = readonly (string | undefined)[]

export const nobody = (): ClientIds => []
export const itsClient = ({ client }: { client?: ClientRef }): ClientIds => [client?.id]

/** The clients that buttons act on. */
export const inWays = (ways: readonly { data: object }[]): ClientIds => ways.map(({ data }) => (data as { client?: string }).client)

export const idsOf = (clients: readonly { id: string }[]): ClientIds => clients.map(({ id }) => id)
