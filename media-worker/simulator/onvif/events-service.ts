// ONVIF Core §9: events by pull point. The subscription is the cursor in its address.

import type { DeviceEvent } from './device.ts';
import { escapeUrl } from './device-service.ts';
import { type Call, type Service, SOURCE_TOKEN } from './operations.ts';
import { find } from './soap.ts';

const LONGEST_WAIT_MS = 60_000;
const TERMINATION_MS = 60_000;

function times({ device }: Call): string {
  const now = new Date(device.utcMs).toISOString();
  const end = new Date(device.utcMs + TERMINATION_MS).toISOString();
  return `<wsnt:CurrentTime>${now}</wsnt:CurrentTime><wsnt:TerminationTime>${end}</wsnt:TerminationTime>`;
}

function message({ at, motion }: DeviceEvent, operation: string): string {
  const topic =
    '<wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">tns1:VideoSource/MotionAlarm</wsnt:Topic>';
  const source = `<tt:Source><tt:SimpleItem Name="Source" Value="${SOURCE_TOKEN}"/></tt:Source>`;
  const data = `<tt:Data><tt:SimpleItem Name="State" Value="${motion}"/></tt:Data>`;
  return `<wsnt:NotificationMessage>${topic}<wsnt:Message><tt:Message UtcTime="${new Date(at).toISOString()}" PropertyOperation="${operation}">${source}${data}</tt:Message></wsnt:Message></wsnt:NotificationMessage>`;
}

/** Where each subscription of a device stands; a client that forgets to end one costs a number. */
const cursors = new WeakMap<object, number>();

export const eventsService: Service = {
  CreatePullPointSubscription: (call) => {
    cursors.set(call.device, 0);
    return `<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference><wsa:Address>${escapeUrl(call.serviceUrl('events'))}</wsa:Address></tev:SubscriptionReference>${times(call)}</tev:CreatePullPointSubscriptionResponse>`;
  },
  PullMessages: async (call) => {
    const [, seconds = '1'] = /^PT(\d+)S$/.exec(find(call.operation, 'Timeout')?.text ?? '') ?? [];
    const from = cursors.get(call.device) ?? 0;
    const waitMs = Math.min(Number(seconds) * 1000, LONGEST_WAIT_MS);
    const { events, cursor } = await call.device.eventsAfter(from, waitMs);
    cursors.set(call.device, cursor);
    const messages = events.map((event) => message(event, from === 0 ? 'Initialized' : 'Changed'));
    return `<tev:PullMessagesResponse>${times(call).replaceAll('wsnt:', 'tev:')}${messages.join('')}</tev:PullMessagesResponse>`;
  },
  Renew: (call) => `<wsnt:RenewResponse>${times(call)}</wsnt:RenewResponse>`,
  Unsubscribe: (call) => {
    call.device.record('Unsubscribe');
    return '<wsnt:UnsubscribeResponse/>';
  },
};
