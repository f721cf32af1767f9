/** Words without capitals and accents, to compare what people type with. */
export const fold = (words: string): string => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
