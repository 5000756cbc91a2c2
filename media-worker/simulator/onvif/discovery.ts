// WS-Discovery 1.1 §5: answers probes for video transmitters.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { SCOPES } from './device-service.ts';
import { escapeXml, find, readRequest } from './soap.ts';

const ADDRESSING = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
const DISCOVERY = 'http://schemas.xmlsoap.org/ws/2005/04/discovery';

/** Answers unicast probes on loopback; multicast never leaves a test. */
export async function listenDiscovery(
  port: number,
  deviceAddress: () => string,
): Promise<AsyncDisposable & { readonly port: number }> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, sender) => {
    const answer = answerOf(bytes.toString(), deviceAddress());
    if (answer) socket.send(answer, sender.port, sender.address);
  });
  socket.bind({ address: '127.0.0.1', port });
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function answerOf(text: string, address: string): string | null {
  try {
    const { header, operation } = readRequest(text);
    if (operation.name !== 'Probe') return null;
    return probeMatches(find(header, 'MessageID')?.text ?? '', address);
  } catch {
    return null; // whatever else arrives on the port is nobody's probe
  }
}

function probeMatches(relatesTo: string, address: string): string {
  const match = `<d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:4c554b4f-0000-4000-8000-000000000001</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>${SCOPES.join(' ')}</d:Scopes><d:XAddrs>${escapeXml(address)}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch>`;
  const header = `<a:Action>${DISCOVERY}/ProbeMatches</a:Action><a:MessageID>urn:uuid:${crypto.randomUUID()}</a:MessageID><a:RelatesTo>${escapeXml(relatesTo)}</a:RelatesTo>`;
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="${ADDRESSING}" xmlns:d="${DISCOVERY}" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header>${header}</s:Header><s:Body><d:ProbeMatches>${match}</d:ProbeMatches></s:Body></s:Envelope>`;
}
