// Biome formats and lints everything; these three typed rules catch what kills a media server
// (un-awaited promises, promises where none is expected, unions not handled to the end).
import tseslint from 'typescript-eslint';

const rules = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
};

/** @param {string} folder */
const typed = (folder, project) => ({
  files: [`${folder}/**/*.ts`],
  ignores: ['server/generated/**', 'server/bootstrap/**'],
  languageOptions: { parser: tseslint.parser, parserOptions: { project } },
  plugins: { '@typescript-eslint': tseslint.plugin },
  rules,
});

export default [
  { ignores: ['**/node_modules/**', '.next/**', 'server/generated/**', 'data/**'] },
  typed('server', './tsconfig.json'),
  typed('media-worker', './media-worker/tsconfig.json'),
];
