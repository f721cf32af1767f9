/** The page's own sentences, in the language that the bot speaks now. */

const all = JSON.parse(document.body.dataset.strings ?? '{}') as Record<string, Record<string, string>>
const listeners: (() => void)[] = []

/** @param key under `page` in `locales/<language>/channels.json` */
export const say = (key: string): string => all[document.documentElement.lang]?.[key] ?? ''

/** Calls back now, and again whenever the language changes. */
export function inEachLanguage(show: () => void): void {
  listeners.push(show)
  show()
}

export function useLanguage(language: string): void {
  if (!all[language] || language === document.documentElement.lang) return
  document.documentElement.lang = language
  document.title = say('title')
  for (const show of listeners) show()
}
