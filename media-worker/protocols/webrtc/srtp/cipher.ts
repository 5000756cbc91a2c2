import { CounterCipher } from './counter-cipher.ts';
import { GcmCipher } from './gcm-cipher.ts';
import { AEAD_AES_128_GCM, type DirectionKeys, type SrtpProfile } from './keys.ts';
import type { SrtpCipher } from './layout.ts';

/** The cipher of a profile. */
export function srtpCipher(profile: SrtpProfile, keys: DirectionKeys): SrtpCipher {
  return profile === AEAD_AES_128_GCM ? new GcmCipher(keys) : new CounterCipher(keys);
}
