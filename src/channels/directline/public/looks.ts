/** How cards look here; Teams has its own styles. Colours come from the page's style sheet, which dresses what the renderer leaves bare. */

const both = (colour: string, subtle = colour) => ({ default: colour, subtle })
const colours = {
  default: both('var(--ink)', 'var(--quiet)'),
  dark: both('var(--ink)', 'var(--quiet)'),
  light: both('var(--paper)'),
  accent: both('var(--accent)'),
  attention: both('var(--danger)'),
  good: both('var(--good)'),
  warning: both('var(--warn)'),
}

export const HOST = {
  fontFamily: 'inherit',
  supportsInteractivity: true,
  textBlock: { headingLevel: 2 },
  fontSizes: { small: 14, default: 16, medium: 18, large: 22, extraLarge: 26 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  lineHeights: { small: 20, default: 24, medium: 26, large: 30, extraLarge: 34 },
  spacing: { small: 6, default: 10, medium: 16, large: 24, extraLarge: 32, padding: 14 },
  containerStyles: {
    default: { backgroundColor: 'transparent', foregroundColors: colours },
    emphasis: { backgroundColor: 'var(--paper)', foregroundColors: colours },
  },
  actions: { maxActions: 20, actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 8, spacing: 'medium' },
  inputs: { label: { requiredInputs: { weight: 'bolder' }, optionalInputs: { weight: 'bolder' } } },
}
