import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSecretBox } from './secrets.ts';

const key = () => randomBytes(32).toString('base64url');

it('opens what it sealed, differently each time', () => {
  const box = createSecretBox([key()]);
  const [first, second] = [box.seal('geheim 密码'), box.seal('geheim 密码')];
  expect(first).not.toBe(second);
  expect([first, second].map(box.open)).toEqual(['geheim 密码', 'geheim 密码']);
  expect(first).not.toContain('geheim');
});

it('opens whole files', () => {
  const box = createSecretBox([key()]);
  const plain = randomBytes(100_000);
  expect(box.openBytes(box.sealBytes(plain)).equals(plain)).toBe(true);
});

it('opens with an older key and says that it is one', () => {
  const [older, newer] = [key(), key()];
  const sealed = createSecretBox([older]).seal('secret');
  const box = createSecretBox([newer, older]);
  expect(box.open(sealed)).toBe('secret');
  expect(box.isStale(sealed)).toBe(true);
  expect(box.isStale(box.seal('secret'))).toBe(false);
});

it('refuses what was changed or sealed with a key it does not have', () => {
  const box = createSecretBox([key()]);
  const sealed = box.seal('secret');
  const last = sealed.at(-2) === 'A' ? 'B' : 'A';
  const changed = `${sealed.slice(0, -2)}${last}${sealed.slice(-1)}`;
  expect(() => box.open(changed)).toThrow('secret.unreadable');
  expect(() => createSecretBox([key()]).open(sealed)).toThrow('secret.unreadable');
  expect(() => box.open('')).toThrow('secret.unreadable');
});

it('wants 32 bytes', () => {
  expect(() => createSecretBox(['too short'])).toThrow('32 bytes');
});
