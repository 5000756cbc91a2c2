// AAC over RTP: RFC 3640 (AAC-hbr: 13-bit size, 3-bit index). G.711: RFC 3551. Opus: RFC 7587.
import { MAX_PAYLOAD_BYTES, type RtpPayload } from './payload.ts';

/** One AAC frame → one packet with one AU header, or several (marker on the last) when it does not fit. */
export function packetizeAac(frame: Uint8Array, maxBytes = MAX_PAYLOAD_BYTES): RtpPayload[] {
  const room = maxBytes - 4;
  const payloads: RtpPayload[] = [];
  for (let at = 0; at < frame.length; at += room) {
    const piece = frame.subarray(at, at + room);
    const bytes = new Uint8Array(4 + piece.length);
    bytes[1] = 16;
    bytes[2] = frame.length >> 5;
    bytes[3] = (frame.length & 0x1f) << 3;
    bytes.set(piece, 4);
    payloads.push({ bytes, marker: at + room >= frame.length });
  }
  return payloads;
}

/** G.711 samples → packets of at most `samplesPerPacket` bytes (160 is 20 ms), each at the time of its first sample. The marker is for talk spurts: never set. */
export function packetizeG711(samples: Uint8Array, samplesPerPacket = 160): RtpPayload[] {
  const payloads: RtpPayload[] = [];
  for (let at = 0; at < samples.length; at += samplesPerPacket)
    payloads.push({ bytes: samples.subarray(at, at + samplesPerPacket), marker: false, after: at });
  return payloads;
}

/** One Opus packet is one RTP payload; its marker is for talk spurts. */
export function packetizeOpus(packet: Uint8Array): RtpPayload[] {
  return packet.length === 0 ? [] : [{ bytes: packet, marker: false }];
}
