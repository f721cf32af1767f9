/**
 * The arrows between the rooms of src/: channels → assistant → {engine, records, lookup, rehearsal, instruments, safety} → content.
 * Presentation knows the replies and the content, never a channel. `npm run check:arrows` fails on an import against them.
 */
const ROOMS = ['content', 'engine', 'assistant', 'records', 'instruments', 'lookup', 'rehearsal', 'safety', 'presentation', 'channels']

/** Room `name` may import only itself, `may` (wholly), and `types` of some others (`import type` alone). */
function room(name, { may = [], types = [] } = {}) {
  const others = ROOMS.filter((r) => r !== name && !may.includes(r))
  const never = others.filter((r) => !types.includes(r))
  const rules = [
    {
      name: `${name}-arrows`,
      comment: `src/${name} may import ${['itself', ...may].join(', ')}${types.length ? ` and types of ${types.join(', ')}` : ''}; no other room, and none of the files that put the program together`,
      severity: 'error',
      from: { path: `^src/${name}/` },
      to: { path: [`^src/(${never.join('|')})/`, '^src/[^/]+$'] },
    },
  ]
  if (types.length)
    rules.push({
      name: `${name}-types-only`,
      comment: `src/${name} may use the shapes of ${types.join(', ')}, not their code: write \`import type\``,
      severity: 'error',
      from: { path: `^src/${name}/` },
      to: { path: `^src/(${types.join('|')})/`, dependencyTypesNot: ['type-only'] },
    })
  return rules
}

module.exports = {
  forbidden: [
    ...room('content'),
    ...room('engine', { may: ['content'] }),
    ...room('safety', { may: ['content'] }),
    ...room('instruments', { may: ['content'] }),
    ...room('lookup', { may: ['content'] }),
    ...room('rehearsal', { may: ['content'] }),
    ...room('records', { may: ['content'], types: ['engine'] }),
    ...room('assistant', { may: ['content', 'engine', 'records', 'instruments', 'lookup', 'rehearsal', 'safety'] }),
    ...room('presentation', { may: ['content'], types: ['assistant', 'engine', 'records'] }),
    ...room('channels', { may: ['assistant', 'presentation', 'content'] }),
    {
      name: 'presentation-knows-replies',
      comment: 'of the assistant, presentation knows the replies and what a channel can do, nothing else',
      severity: 'error',
      from: { path: '^src/presentation/' },
      to: { path: '^src/assistant/', pathNot: '^src/assistant/(replies|turn|assistant)\\.ts$' },
    },
    {
      name: 'channels-apart',
      comment: 'a channel speaks to another one over its protocol only (files directly in src/channels serve them all)',
      severity: 'error',
      from: { path: '^src/channels/([^/]+)/' },
      to: { path: '^src/channels/[^/]+/', pathNot: '^src/channels/$1/' },
    },
    {
      name: 'sdk-in-one-folder',
      comment:
        'the Bot Framework SDK is no longer maintained: only src/channels/botframework may import it, so that a successor can take its place',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/channels/botframework/' },
      to: { path: '(^|/)node_modules/(botbuilder|botframework-(?!webchat)|@microsoft/)' },
    },
    {
      name: 'no-cycles',
      comment: 'files that need each other, even for a type, cannot be read alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'product-apart',
      comment: 'the product imports neither its tests nor its tools nor the bench',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|tools|bench)/' },
    },
    {
      name: 'no-dev-dependency',
      comment: 'what src/ imports stands in dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'every import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    // dependency-cruiser cannot use TypeScript 7's compiler; swc reads the same syntax, `import type` included
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'],
    },
    cache: false,
  },
}
