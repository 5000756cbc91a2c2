// Events by pull point: ONVIF Core §9.2.
import { AppError } from '../../platform/errors.ts';
import type { DeviceEvent } from '../driver.ts';
import { isRefusal, NAMESPACES, reachable, type Services } from './services.ts';
import type { SoapClient } from './soap.ts';
import { all, find, textAt, type Xml } from './xml.ts';

const LIVES_S = 60;
const PULL_S = 20;
/** The device answers within its own time; this much later it is gone. */
const PULL_WITHIN_MS = (PULL_S + 10) * 1000;
const RENEW_AFTER_MS = (LIVES_S / 2) * 1000;
const MESSAGES = 100;

const EVENTS = NAMESPACES.events;
const WSNT = 'http://docs.oasis-open.org/wsn/b-2';
const ACTIONS = {
  create: `${EVENTS}/EventPortType/CreatePullPointSubscriptionRequest`,
  pull: `${EVENTS}/PullPointSubscription/PullMessagesRequest`,
  synchronize: `${EVENTS}/PullPointSubscription/SetSynchronizationPointRequest`,
  renew: 'http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/RenewRequest',
  unsubscribe: 'http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/UnsubscribeRequest',
} as const;

type Device = { readonly soap: SoapClient; readonly services: Services; readonly used: URL };

/** One subscription from its creation to its end; the caller starts anew when it breaks. */
export async function* pullEvents(
  device: Device,
  now: () => number,
  signal: AbortSignal,
): AsyncGenerator<DeviceEvent> {
  const { soap, services, used } = device;
  if (!services.events) throw new AppError('onvif.unsupported', { details: { service: 'events' } });
  const created = await soap.call(services.events, {
    body: `<CreatePullPointSubscription xmlns="${EVENTS}"><InitialTerminationTime>PT${LIVES_S}S</InitialTerminationTime></CreatePullPointSubscription>`,
    header: addressing(services.events, ACTIONS.create),
    action: ACTIONS.create,
    signal,
  });
  const { url, parameters } = subscriptionOf(created, services.events, used);
  const call = (action: keyof typeof ACTIONS, body: string, options: { signal?: AbortSignal }) =>
    soap.call(url, {
      body,
      header: addressing(url, ACTIONS[action]) + parameters,
      action: ACTIONS[action],
      withinMs: PULL_WITHIN_MS,
      ...options,
    });
  let renewAt = now() + RENEW_AFTER_MS;
  try {
    // How things stand is told first; a device that cannot, tells of changes only.
    await call('synchronize', `<SetSynchronizationPoint xmlns="${EVENTS}"/>`, { signal }).catch(
      (error: unknown) => {
        if (!isRefusal(error)) throw error;
      },
    );
    while (!signal.aborted) {
      const body = `<PullMessages xmlns="${EVENTS}"><Timeout>PT${PULL_S}S</Timeout><MessageLimit>${MESSAGES}</MessageLimit></PullMessages>`;
      yield* readEvents(await call('pull', body, { signal }));
      if (now() < renewAt) continue;
      renewAt = now() + RENEW_AFTER_MS;
      const renew = `<Renew xmlns="${WSNT}"><TerminationTime>PT${LIVES_S}S</TerminationTime></Renew>`;
      await call('renew', renew, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    // The device ends it by itself when it does not hear this.
    await call('unsubscribe', `<Unsubscribe xmlns="${WSNT}"/>`, {}).catch(() => undefined);
  }
}

function addressing(to: URL, action: string): string {
  return `<a:Action s:mustUnderstand="1">${action}</a:Action><a:MessageID>urn:uuid:${crypto.randomUUID()}</a:MessageID><a:To s:mustUnderstand="1">${to.href.replaceAll('&', '&amp;')}</a:To>`;
}

function subscriptionOf(created: Xml, fallback: URL, used: URL) {
  const reference = find(created, 'SubscriptionReference');
  const address = textAt(reference, 'Address');
  const given = address !== null && /^https?:/.test(address) && URL.canParse(address);
  const url = given ? reachable(new URL(address), used) : fallback;
  return { url, parameters: parametersOf(find(reference, 'ReferenceParameters')) };
}

const PARAMETER_NAME = /^[A-Za-z_][\w.-]*$/;

/** Copied into the header of every request (WS-Addressing §3.1), as far as they are plain values. */
function parametersOf(element: Xml | null): string {
  const plain = element?.children.filter(({ name }) => PARAMETER_NAME.test(name)) ?? [];
  return plain
    .map(
      ({ name, text }) =>
        `<${name}>${text.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`)}</${name}>`,
    )
    .join('');
}

export function readEvents(answer: Xml): DeviceEvent[] {
  return all(answer, 'NotificationMessage').flatMap((notification) => {
    const topic = textAt(notification, 'Topic');
    const message = find(notification, 'Message', 'Message');
    if (topic === null || !message) return [];
    const at = new Date(message.attributes.UtcTime ?? '');
    return [
      {
        topic: topic.replace(/\w+:/g, ''),
        at: Number.isNaN(at.getTime()) ? new Date(0) : at,
        operation: message.attributes.PropertyOperation ?? null,
        source: itemsOf(find(message, 'Source')),
        data: itemsOf(find(message, 'Data')),
      },
    ];
  });
}

function itemsOf(element: Xml | null): Record<string, string> {
  const pairs = all(element, 'SimpleItem').map(({ attributes }) => [
    attributes.Name ?? '',
    attributes.Value ?? '',
  ]);
  return Object.fromEntries(pairs);
}
