// ONVIF Core §9: events by pull point. Each subscription has an address of its own.

import type { DeviceEvent, Subscription } from './device.ts';
import { escapeUrl } from './device-service.ts';
import { type Call, type Service, SOURCE_TOKEN } from './operations.ts';
import { escapeXml, Fault, find } from './soap.ts';

const LONGEST_WAIT_MS = 60_000;
const TERMINATION_MS = 60_000;
const NAME = 'subscription';

function times({ device }: Call): string {
  const now = new Date(device.utcMs).toISOString();
  const end = new Date(device.utcMs + TERMINATION_MS).toISOString();
  return `<wsnt:CurrentTime>${now}</wsnt:CurrentTime><wsnt:TerminationTime>${end}</wsnt:TerminationTime>`;
}

function message({ at, ...event }: DeviceEvent, operation: string): string {
  const topic = `<wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">tns1:${escapeXml(event.topic)}</wsnt:Topic>`;
  const source = `<tt:Source><tt:SimpleItem Name="Source" Value="${SOURCE_TOKEN}"/></tt:Source>`;
  const data = `<tt:Data><tt:SimpleItem Name="${escapeXml(event.name)}" Value="${escapeXml(event.value)}"/></tt:Data>`;
  return `<wsnt:NotificationMessage>${topic}<wsnt:Message><tt:Message UtcTime="${new Date(at).toISOString()}" PropertyOperation="${operation}">${source}${data}</tt:Message></wsnt:Message></wsnt:NotificationMessage>`;
}

function nameOf(call: Call): string {
  return new URL(call.serviceUrl('events')).searchParams.get(NAME) ?? '';
}

function subscriptionOf(call: Call): Subscription {
  const known = call.device.subscription(nameOf(call));
  if (!known) throw new Fault('InvalidArgVal', 'there is no such subscription');
  return known;
}

async function due(call: Call, subscription: Subscription, waitMs: number): Promise<string[]> {
  const { device } = call;
  if (subscription.asked) {
    subscription.asked = false;
    return device.states.map((state) => message(state, 'Initialized'));
  }
  const { events, cursor } = await device.eventsAfter(subscription.cursor, waitMs);
  subscriptionOf(call); // it may have been lost meanwhile
  subscription.cursor = cursor;
  return events.map((event) => message(event, 'Changed'));
}

export const eventsService: Service = {
  CreatePullPointSubscription: (call) => {
    const name = call.device.subscribe(TERMINATION_MS);
    if (name === null) throw new Fault('Action', 'there are too many subscriptions');
    call.device.record('CreatePullPointSubscription');
    const url = new URL(call.serviceUrl('events'));
    url.searchParams.set(NAME, name);
    return `<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference><wsa:Address>${escapeUrl(url.href)}</wsa:Address></tev:SubscriptionReference>${times(call)}</tev:CreatePullPointSubscriptionResponse>`;
  },
  SetSynchronizationPoint: (call) => {
    subscriptionOf(call).asked = true;
    call.device.record('SetSynchronizationPoint');
    return '<tev:SetSynchronizationPointResponse/>';
  },
  PullMessages: async (call) => {
    const subscription = subscriptionOf(call);
    const [, seconds = '1'] = /^PT(\d+)S$/.exec(find(call.operation, 'Timeout')?.text ?? '') ?? [];
    const waitMs = Math.min(Number(seconds) * 1000, LONGEST_WAIT_MS);
    const messages = await due(call, subscription, waitMs);
    return `<tev:PullMessagesResponse>${times(call).replaceAll('wsnt:', 'tev:')}${messages.join('')}</tev:PullMessagesResponse>`;
  },
  Renew: (call) => {
    call.device.renew(subscriptionOf(call), TERMINATION_MS);
    call.device.record('Renew');
    return `<wsnt:RenewResponse>${times(call)}</wsnt:RenewResponse>`;
  },
  Unsubscribe: (call) => {
    call.device.unsubscribe(nameOf(call));
    call.device.record('Unsubscribe');
    return '<wsnt:UnsubscribeResponse/>';
  },
};
