// What a browser really loads: a second cruise with the type-only imports erased, because the rule about
// reachability cannot tell them from others.

const { options } = require('./.dependency-cruiser.cjs');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'browser-safe',
      comment:
        'No Node built-in, AWS code, Redis client or test runner: these entries load own files and what is named here.',
      severity: 'error',
      from: {
        path: [
          '^operators/',
          '^src/browser\\.ts$',
          '^src/delivery/index\\.ts$',
          '^src/redis/index\\.ts$',
          '^src/testing/index\\.ts$',
        ],
      },
      to: {
        reachable: true,
        pathNot: ['^(src|operators)/', '^node_modules/(rxjs|fast-equals|eventsource-parser)/'],
      },
    },
  ],
  options: { ...options, tsPreCompilationDeps: false },
};
