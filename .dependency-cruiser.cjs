/**
 * The arrows between the rooms of src/, one way, types included:
 * main → serve, cli → server, commands → channels → app → assistant, render → features → turn → page → records → engine, safety → content.
 * `npm run check:arrows` fails on an import against them.
 */
const ROOMS = ['content', 'engine', 'safety', 'records', 'page', 'turn', 'features', 'render', 'assistant', 'channels', 'commands']

/** Room `name` may import only itself and what stands in `may`; types count too. */
function room(name, may = []) {
  const never = ROOMS.filter((r) => r !== name && !may.includes(r))
  return {
    name: `${name}-arrows`,
    comment: `src/${name} may import ${['itself', ...may].join(', ')}; no other room, and none of the files that put the program together`,
    severity: 'error',
    from: { path: `^src/${name}/` },
    to: { path: [`^src/(${never.join('|')})/`, '^src/[^/]+$'] },
  }
}

/** The files of a feature that show something, by their names. */
const SHOWING = ['[-/]view\\.ts$', '/section\\.ts$', '/picture\\.ts$']

const BELOW_PAGE = ['content', 'engine', 'safety', 'records']

module.exports = {
  forbidden: [
    room('content'),
    room('engine', ['content']),
    room('safety', ['content']),
    room('records', ['content', 'engine']),
    room('page', BELOW_PAGE),
    room('turn', [...BELOW_PAGE, 'page']),
    room('features', [...BELOW_PAGE, 'page', 'turn']),
    room('render', [...BELOW_PAGE, 'page', 'turn', 'features']),
    room('assistant', [...BELOW_PAGE, 'page', 'turn', 'features']),
    room('channels', ['content', 'page', 'turn', 'render', 'assistant']),
    {
      name: 'rules-know-the-port',
      comment:
        'the rules about a file reach what is kept through the port (src/records/store.ts) only, so that another store needs none of them written again; open.ts puts the two together',
      severity: 'error',
      from: { path: '^src/records/[^/]+$', pathNot: '^src/records/open[.]ts$' },
      to: { path: ['^src/records/files/', '^(node:)?fs(/promises)?$'] },
    },
    {
      name: 'store-knows-no-rule',
      comment: 'a store keeps sealed bytes: it sees the port, its errors and helpers, and none of the rules above it',
      severity: 'error',
      from: { path: '^src/records/files/' },
      to: { path: '^src/', pathNot: '^src/records/(files/|(store|records|seal|queue|ring)[.]ts$)' },
    },
    {
      name: 'doing-is-not-showing',
      comment: 'in a feature what is done builds no page: only views, sections and pictures (by their names) use what a page is made of',
      severity: 'error',
      from: { path: '^src/(features|turn)/', pathNot: [...SHOWING, '^src/features/index\\.ts$'] },
      to: { path: '^src/page/', pathNot: '^src/page/(refs|notice|button)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'showing-does-nothing',
      comment: 'a view gets a reply and gives a page: of the turn, the records and the engine it may know shapes, and no action',
      severity: 'error',
      from: { path: SHOWING.map((name) => `^src/features/.*${name}`) },
      to: { path: '^src/(turn|records|engine|safety)/', pathNot: '^src/records/model\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'views-call-no-actions',
      comment: 'a view builds buttons, it does not do what they ask for',
      severity: 'error',
      from: { path: SHOWING.map((name) => `^src/features/.*${name}`) },
      to: { path: '^src/features/.*actions\\.ts$' },
    },
    {
      name: 'features-apart',
      comment: 'a feature leads to another one by `next` and its buttons, and imports none',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/[^/]+/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'channels-apart',
      comment: 'a channel speaks to another one over its protocol only (files directly in src/channels serve them all)',
      severity: 'error',
      from: { path: '^src/channels/([^/]+)/' },
      to: { path: '^src/channels/[^/]+/', pathNot: '^src/channels/$1/' },
    },
    {
      name: 'page-apart',
      comment: 'what runs in the browser is served as it is: it imports its neighbours only, and of packages no more than types',
      severity: 'error',
      from: { path: '^src/channels/directline/public/' },
      to: { pathNot: '^src/channels/directline/public/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-stays-there',
      comment: 'what runs in the browser runs nowhere else',
      severity: 'error',
      from: { path: '^(src|test|tools)/', pathNot: '^src/channels/directline/public/' },
      to: { path: '^src/channels/directline/public/' },
    },
    {
      name: 'sdk-in-one-folder',
      comment:
        'the Bot Framework SDK is no longer maintained: only src/channels/botframework may import it, so that a successor can take its place',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/channels/botframework/' },
      to: { path: '(^|/)node_modules/(botbuilder|botframework-|@microsoft/)' },
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
