// The house's one arrow, operators → src, and what follows from it. Type-only imports count here:
// a circle of types is a circle. What is loaded at run time is judged by .dependency-cruiser.runtime.cjs.

const library = '^(src|operators)/';
const loopback = '^src/testing/loopback/';
const opentelemetry = '^src/opentelemetry/';
const sdk = '^node_modules/@aws-sdk/client-bedrock-runtime/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circle-of-files', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-circle-of-folders', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
    {
      name: 'src-knows-no-operator',
      comment: 'What both need is a pure function or a mechanism in src/; the operator is its pipeable face.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^operators/' },
    },
    {
      name: 'library-knows-no-program',
      severity: 'error',
      from: { path: library },
      to: { path: '^(test|examples|bench)/' },
    },
    {
      name: 'programs-use-public-names',
      comment: 'An example that reaches into the sources shows nobody how to use the package.',
      severity: 'error',
      from: { path: '^(examples|bench)/' },
      to: { path: library, dependencyTypes: ['local'] },
    },
    {
      name: 'operators-stay-small',
      comment:
        'Operators know src/, rxjs and the types of the SDK. That they only know its types, see runtime.',
      severity: 'error',
      from: { path: '^operators/' },
      to: { pathNot: [library, '^node_modules/rxjs/', sdk] },
    },
    {
      name: 'node-only-in-loopback',
      comment: 'Types of Node count too: they would ask every browser project for @types/node.',
      severity: 'error',
      from: { path: library, pathNot: loopback },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'loopback-is-its-own-entry',
      comment: 'Whoever imports it drags Node into an entry that browsers load.',
      severity: 'error',
      from: { path: library, pathNot: loopback },
      to: { path: loopback },
    },
    {
      name: 'opentelemetry-is-its-own-entry',
      comment:
        'An optional peer: whoever else reaches it breaks for those who have not installed it. Types count too.',
      severity: 'error',
      from: { path: library, pathNot: opentelemetry },
      to: { path: [opentelemetry, '^node_modules/@opentelemetry/'] },
    },
    {
      name: 'opentelemetry-is-an-api-here',
      comment: 'Which SDK there is, and where it sends what it is given, is the choice of the application.',
      severity: 'error',
      from: { path: opentelemetry },
      to: { path: '^node_modules/@opentelemetry/', pathNot: '^node_modules/@opentelemetry/api/' },
    },
    {
      name: 'no-dev-dependency',
      comment: 'Not installed at the user. A peer is listed twice, so that it is present here as well.',
      severity: 'error',
      from: { path: library },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
    {
      name: 'no-undeclared-package',
      // An optional peer is seen in peerDependenciesMeta too, and called no-pkg for that: hence the exception.
      comment:
        'Here by the grace of another package; types too, as they end up in the published declarations.',
      severity: 'error',
      from: {},
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'npm-dev', 'npm-peer'],
      },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, pathNot: '\\.d\\.ts$' }, to: {} },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['rx-bedrock/source', 'types', 'import', 'node', 'default'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|test/\\.generated)/' },
  },
};
