/**
 * The forms of regular verbs, as crisis words need them: without accents, and rather one too many than one too few. An irregular verb
 * stands in `dialogs/safety/crisis.yaml` with all its forms.
 */

/** `er`: French, in -er. `ed`: English, in -ed. `de`, `te`: Dutch weak verbs, by the ending of their past. */
export const RULES = ['er', 'ed', 'de', 'te'] as const
type Rule = (typeof RULES)[number]

/** @param forms a rule, or the forms themselves with spaces between @returns every form, the word itself too */
export function formsOf(word: string, forms: string): string[] {
  const rule = RULES.find((one) => one === forms)
  return [...new Set([word, ...(rule ? BY_RULE[rule](word) : forms.split(' '))])]
}

const BY_RULE: Readonly<Record<Rule, (verb: string) => string[]>> = {
  er: french,
  ed: english,
  de: (verb) => dutch(verb, 'd'),
  te: (verb) => dutch(verb, 't'),
}

const FRENCH =
  'er e es ent ons ez ais ait aient ions iez a ai as erent era erai eras erez eront erait erais eraient erions ant é ée és ées'.split(' ')

/** Sauter: saute, sautait, sautera, sauté. Juger and placer keep their sound before a and o. */
function french(verb: string): string[] {
  const stem = verb.replace(/er$/, '')
  const before = (ending: string) => (/^[ao]/.test(ending) ? stem.replace(/g$/, 'ge').replace(/c$/, 'ç') : stem)
  return FRENCH.map((ending) => before(ending) + ending)
}

/** Jump: jumps, jumped, jumping. One short syllable doubles its last letter (stab, stabbed). */
function english(verb: string): string[] {
  const short = /^[^aeiou]*[aeiou][^aeiouwxy]$/.test(verb) ? verb + verb.at(-1) : verb
  const silent = verb.endsWith('e') ? verb.slice(0, -1) : short
  const y = /[^aeiou]y$/.test(verb)
  const s = y ? `${verb.slice(0, -1)}ies` : /(?:s|sh|ch|x|z)$/.test(verb) ? `${verb}es` : `${verb}s`
  return [s, y ? `${verb.slice(0, -1)}ied` : `${silent}ed`, `${silent}ing`]
}

/** Dreigen: dreig, dreigt, dreigde, dreigden, gedreigd. */
function dutch(verb: string, ending: 'd' | 't'): string[] {
  const bare = verb.replace(/e?n$/, '')
  const single = bare.replace(/([bcdfgklmnprst])\1$/, '$1')
  // a vowel at the end of a syllable is long, and is written twice once the syllable is closed
  const long = single === bare ? bare.replace(/(?<![aeiou])([aeou])([^aeiou])$/, '$1$1$2') : single
  const stem = long.replace(/v$/, 'f').replace(/z$/, 's')
  const third = stem.endsWith('t') ? stem : `${stem}t`
  const past = stem + ending
  const participle = /^(?:be|ge|ver|ont|her|er)/.test(verb) ? '' : 'ge'
  const closed = stem.endsWith(ending) ? stem : past
  return [stem, third, `${past}e`, `${past}en`, participle + closed, `${participle}${closed}e`]
}
