import { defineConfig, globalIgnores } from 'eslint/config';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

const library = ['src/**/*.ts', 'operators/**/*.ts'];
const programs = ['test/**/*.ts', 'examples/**/*.{ts,tsx}', 'bench/**/*.ts', 'docs/*/*.ts'];

export default defineConfig(
  globalIgnores(['dist', 'coverage', 'docs/api', 'test/.generated']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      rxjsX.configs.strict,
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // `import { type X }` survives verbatimModuleSyntax as `import {}`: it would load the AWS SDK in a browser.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // A number in a message reads the same everywhere; objects and undefined stay forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `next: (value) => subscriber.next(value)` is how RxJS is written.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // noUncheckedIndexedAccess cannot know an index to be in bounds; `!` says so more plainly than `as T`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A loop that ends by return is clearer than a condition invented for it.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Overloads that differ in one parameter can each have their own documentation.
      '@typescript-eslint/unified-signatures': ['error', { ignoreDifferentlyNamedParameters: true }],
      // The compiler already reports what is unused, and has the same exception for a leading underscore.
      '@typescript-eslint/no-unused-vars': 'off',
      // What catchError caught is unknown, and passing it on unchanged is right.
      'rxjs-x/throw-error': ['error', { allowThrowingAny: false, allowThrowingUnknown: true }],
    },
  },

  {
    files: library,
    rules: {
      // A subscription that nobody keeps is a generation that nobody can stop.
      'rxjs-x/no-ignored-subscription': 'error',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['rxjs/*'], message: "Import from 'rxjs': its other entries are not ours to rely on." },
          ],
        },
      ],
      // Questions to answer, not crimes: hence warnings.
      'max-lines': ['warn', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['warn', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },

  {
    files: programs,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^rxjs/(?!testing$)', message: "Import from 'rxjs' or 'rxjs/testing'." }] },
      ],
      // A program that runs to its end needs no hold on its subscriptions, and an unhandled error should end it.
      'rxjs-x/no-ignored-subscription': 'off',
      'rxjs-x/no-ignored-error': 'off',
      // An empty stream should fail the program: the EmptyError is wanted.
      'rxjs-x/no-ignored-default-value': 'off',
      // What starts a generation over HTTP refuses by throwing its answer.
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'lib', name: 'Response' }] }],
    },
  },

  {
    files: ['test/**/*.ts'],
    rules: {
      // Tests misbehave on purpose: they subscribe inside subscribers, throw strings, do nothing asynchronously.
      'rxjs-x/no-nested-subscribe': 'off',
      'rxjs-x/throw-error': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);
