import { inPlace } from '../content/printable.ts'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Escapes text for use in HTML or XML, in attributes too; marks of direction in it reach no further than its own end. */
export const escaped = (text: string): string => inPlace(text).replaceAll(/[&<>"']/g, (character) => ESCAPES[character] as string)
