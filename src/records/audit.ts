/**
 * Who did what to a client's file, when and from which channel: append-only, without content. Each line contains the hash of the previous
 * one; the document has the number of lines and the hash of the last. So a line removed or changed is noticed, at the end too.
 */
import { hash } from 'node:crypto'
import type { AuditLine, ClientDocument } from './model.ts'

/**
 * The audit verbs: what can be done to a file. Here those of the records themselves; each feature adds its own (`declare module`), so that
 * an undeclared verb does not compile.
 */
export interface Verbs {
  opened: true
  exported: true
  'shared-read': true
  'shared-write': true
  unshared: true
  offered: true
  'offer-withdrawn': true
  declined: true
  accepted: true
  'kept-longer': true
}
export type Verb = keyof Verbs

/** Lines that stay in the document; more are moved to a part of their own, so that a turn does not slow down over the years. */
export const AUDIT_KEPT = 32

/** SHA-256, hex, that the first line follows. Bound to the client, so that two files cannot swap their histories. */
const before = (client: string): string => hash('sha256', `wegwijzer audit\n${client}`)

export const hashOf = (line: AuditLine): string =>
  hash('sha256', JSON.stringify([line.by, line.at, line.did, line.channel, line.to ?? null, line.previous]))

/** Adds a line to the draft of a client's document; it is written with the change it describes. */
export function audit(draft: ClientDocument, line: Omit<AuditLine, 'previous'> & { did: Verb }): void {
  const last = draft.audit.at(-1)
  const head = draft.auditHead ?? { count: draft.audit.length, moved: 0, last: last ? hashOf(last) : before(draft.id) }
  const added: AuditLine = { ...line, previous: head.last }
  draft.audit.push(added)
  draft.auditHead = { ...head, count: head.count + 1, last: hashOf(added) }
}

/** Where a file is in its history: another after every change of it. 48 bits of the hash of its last line, which say nothing of it. */
export const headOf = ({ auditHead }: ClientDocument): string => auditHead?.last.slice(0, 12) ?? ''

/** @param lines all of them, the moved ones first. @returns what is wrong, for the operator; undefined if nothing is */
export function auditFault(document: ClientDocument, lines: AuditLine[]): string | undefined {
  let previous = before(document.id)
  for (const [index, line] of lines.entries()) {
    if (line.previous !== previous) return `line ${index + 1} does not follow the one before it: a line was removed, added or changed`
    previous = hashOf(line)
  }
  const head = document.auditHead
  if (!head) return lines.length > 0 ? 'the number of lines was taken away' : undefined
  if (head.count !== lines.length) return `${head.count} lines were written, ${lines.length} are there`
  if (head.last !== previous) return 'the last line was changed'
  return undefined
}
