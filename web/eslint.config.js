import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

// Rooms of the web: api ← kit ← features, studio; shell frames; only main.tsx knows shell and features both.
const room = (files, forbidden, why) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ group: forbidden.map((name) => `**/${name}/**`), message: why }] },
    ],
  },
});

export default ts.config(
  { ignores: ['node_modules', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    languageOptions: { globals: globals.browser },
    rules: {
      ...hooks.configs.recommended.rules,
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['scripts/**', '*.{js,ts}', 'tests/**', 'journeys/**', 'bench/**'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  room(['src/api/**'], ['kit', 'features', 'studio', 'shell'], 'api knows nothing of what is drawn from it'),
  room(['src/kit/**'], ['features', 'studio', 'shell'], 'kit is drawn from definitions and knows no feature'),
  room(['src/features/**'], ['shell', 'studio'], 'a feature stands on kit and api'),
  room(['src/shell/**'], ['features', 'studio'], 'the shell is handed its features by main.tsx'),
  room(['src/sign-in/**'], ['kit', 'features', 'studio', 'shell'], 'the sign-in page stays small'),
);
