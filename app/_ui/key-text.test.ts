import { expect, it } from 'vitest';
import { keyText } from './key-text.ts';

it.each([
  ['F', 'F'],
  ['Shift+F', 'Shift + F'],
  ['Shift+ArrowLeft', 'Shift + ←'],
  ['+', '+'],
  ['-', '−'],
  ['Space', 'Space'],
])('%s reads %s', (name, text) => expect(keyText(name)).toBe(text));
