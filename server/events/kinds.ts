/** What a device's topics mean here: ONVIF Core §9 and the Imaging, Analytics and Device IO topics. */
import type { DeviceEvent } from '../drivers/driver.ts';
import type { EventKind, EventSeverity } from './schema.ts';

/** The first that matches counts; topics come without prefixes. */
const KINDS: readonly (readonly [RegExp, EventKind])[] = [
  [/SignalLoss|VideoLoss|VideoLost|ConnectionFailed/i, 'signal_loss'],
  [/Tamper|GlobalSceneChange|ImageTooDark|ImageTooBright|ImageTooBlurry|Blind|Occlu/i, 'tamper'],
  [/LineDetector|LineCross|CrossLine|CountAggregation/i, 'line_crossing'],
  [/FieldDetector|Intrusion|ObjectsInside|LoiteringDetector/i, 'intrusion'],
  [/DigitalInput|Trigger\/Relay|AlarmIn/i, 'io_alarm'],
  [/StorageFailure|DiskError|DiskFull|HardDisk|RecordingJob.*Fail/i, 'storage_failure'],
  [/Motion/i, 'motion'],
];

const SEVERITIES: Record<EventKind, EventSeverity> = {
  motion: 'info',
  line_crossing: 'warn',
  intrusion: 'critical',
  tamper: 'warn',
  signal_loss: 'critical',
  io_alarm: 'critical',
  storage_failure: 'warn',
  camera_offline: 'warn',
  mark: 'warn',
  other: 'info',
};

export function kindOf(topic: string): EventKind {
  return KINDS.find(([pattern]) => pattern.test(topic))?.[1] ?? 'other';
}

export function severityOf(kind: EventKind): EventSeverity {
  return SEVERITIES[kind];
}

/** `once`: it is over as soon as it is told. */
export type Phase = 'begins' | 'ends' | 'once';

const YES = new Set(['true', '1', 'active', 'on']);
const NO = new Set(['false', '0', 'inactive', 'off']);
/** Data that says whether something is so, by the names the specifications and makers use. */
const STATE_NAME = /^(?:State|Is[A-Z]\w*|LogicalState|Failed|Failure|Loss|Lost|Active|Alarm)$/;

export function phaseOf({ operation, data }: DeviceEvent): Phase {
  if (operation === 'Deleted') return 'ends';
  const states = Object.entries(data).filter(([name]) => STATE_NAME.test(name));
  const values = states.map(([, value]) => value.toLowerCase());
  if (values.some((value) => YES.has(value))) return 'begins';
  return values.some((value) => NO.has(value)) ? 'ends' : 'once';
}
