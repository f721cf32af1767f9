/** The few elements that our drawings are made of. Every word goes through `markup`, so that no sentence becomes markup. */

export const markup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const text = (x: number, y: number, cls: string, words: string, anchor = 'start'): string =>
  `<text x="${x}" y="${y}" class="${cls}" text-anchor="${anchor}">${markup(words)}</text>`

export const rect = (x: number, y: number, width: number, height: number, cls: string, radius = 8): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" class="${cls}"/>`
