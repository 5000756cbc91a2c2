// What proves that a client owns the certificate its SDP announced: RFC 8122 §5, RFC 5246 §7.4.8.
import { constants, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { MediaError } from '../../../media/errors.ts';
import { matchesFingerprint } from './certificate.ts';

const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};
const SCHEMES: Readonly<
  Record<number, { readonly hash: string; readonly type: string; readonly options: object }>
> = {
  1027: { hash: 'sha256', type: 'ec', options: {} },
  1283: { hash: 'sha384', type: 'ec', options: {} },
  2052: { hash: 'sha256', type: 'rsa', options: PSS },
  1025: { hash: 'sha256', type: 'rsa', options: {} },
};

/** The key of the certificate the fingerprint speaks of. @throws `refused` with `dtls.wrong-certificate` */
export function keyOfCertificate(
  der: Uint8Array | null,
  fingerprints: readonly string[],
): KeyObject {
  if (!der || !fingerprints.some((one) => matchesFingerprint(der, one)))
    throw new MediaError('refused', 'not the certificate that the offer announced', {
      code: 'dtls.wrong-certificate',
    });
  try {
    return new X509Certificate(der).publicKey;
  } catch (cause) {
    throw new MediaError('malformed', 'unreadable certificate', {
      code: 'dtls.wrong-certificate',
      cause,
    });
  }
}

/** The client signed all messages so far with that key. @throws `refused` with `dtls.bad-signature` */
export function checkSignature(
  key: KeyObject,
  messages: Uint8Array,
  { scheme, signature }: { readonly scheme: number; readonly signature: Uint8Array },
): void {
  const known = SCHEMES[scheme];
  const holds =
    known?.type === key.asymmetricKeyType &&
    verify(known?.hash, messages, { key, ...known?.options }, signature);
  if (!holds)
    throw new MediaError('refused', 'the client does not own its certificate', {
      code: 'dtls.bad-signature',
    });
}
