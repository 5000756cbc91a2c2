import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from './errors.ts';

/** Binds a cipher text to its use: one from elsewhere does not open here. */
const PURPOSE = Buffer.from('lukou camera secret v1');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_CHARACTERS = 8;

type Key = { readonly id: string; readonly bytes: Buffer };

/** Cameras' passwords and stream keys at rest: AES-256-GCM, `<key id>.<nonce>.<ciphertext and tag>`. */
export type SecretBox = {
  seal(plain: string): string;
  open(sealed: string): string;
  /** For whole files: key id (8 bytes), nonce, ciphertext, tag. */
  sealBytes(plain: Uint8Array): Uint8Array<ArrayBuffer>;
  openBytes(sealed: Uint8Array): Buffer;
  /** Sealed with another key than the newest: seal again when convenient. */
  isStale(sealed: string): boolean;
};

/** The first key seals, all open: that is how a key is replaced. */
export function createSecretBox(keyTexts: readonly string[]): SecretBox {
  const keys = keyTexts.map(parseKey);
  const [newest] = keys;
  if (!newest) throw new Error('a secret box needs a key');
  const keyOf = (id: string): Key => {
    const key = keys.find((candidate) => candidate.id === id);
    if (!key) throw new AppError('secret.unreadable', { details: { keyId: id } });
    return key;
  };
  return {
    seal(plain) {
      const { nonce, body } = encrypt(newest, Buffer.from(plain));
      return `${newest.id}.${nonce.toString('base64url')}.${body.toString('base64url')}`;
    },
    open(sealed) {
      const [id = '', nonce = '', body = ''] = sealed.split('.');
      const bytes = [nonce, body].map((part) => Buffer.from(part, 'base64url'));
      return decrypt(keyOf(id), bytes[0], bytes[1]).toString('utf8');
    },
    sealBytes(plain) {
      const { nonce, body } = encrypt(newest, plain);
      return new Uint8Array(Buffer.concat([Buffer.from(newest.id), nonce, body]));
    },
    openBytes(sealed) {
      const bytes = Buffer.from(sealed);
      const [idEnd, nonceEnd] = [KEY_ID_CHARACTERS, KEY_ID_CHARACTERS + NONCE_BYTES];
      const key = keyOf(bytes.subarray(0, idEnd).toString('latin1'));
      return decrypt(key, bytes.subarray(idEnd, nonceEnd), bytes.subarray(nonceEnd));
    },
    isStale: (sealed) => !sealed.startsWith(`${newest.id}.`),
  };
}

/** From LUKOU_SECRET_KEY, or the file under LUKOU_DATA/keys that is made on first use. */
export async function openSecretBox(
  keyTexts: readonly string[] | null,
  data: string,
): Promise<SecretBox> {
  return createSecretBox(keyTexts ?? [await keyFile(join(data, 'keys'), 'camera.key')]);
}

async function keyFile(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = randomBytes(32).toString('base64url');
  // Another copy may be faster: then its key counts.
  const written = await writeFile(path, fresh, { mode: 0o600, flag: 'wx', flush: true }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  return written ? fresh : (await readFile(path, 'utf8')).trim();
}

function parseKey(text: string): Key {
  const bytes = Buffer.from(text.trim(), 'base64url');
  if (bytes.length !== 32) throw new Error('a secret key is 32 bytes in base64url');
  return {
    id: createHash('sha256').update(bytes).digest('hex').slice(0, KEY_ID_CHARACTERS),
    bytes,
  };
}

function encrypt(key: Key, plain: Uint8Array): { nonce: Buffer; body: Buffer } {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(PURPOSE);
  const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { nonce, body };
}

function decrypt(key: Key, nonce = Buffer.alloc(0), body = Buffer.alloc(0)): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce)
      .setAAD(PURPOSE)
      .setAuthTag(body.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new AppError('secret.unreadable', { details: { keyId: key.id }, cause });
  }
}
