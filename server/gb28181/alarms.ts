/** Alarms of devices (GB/T 28181-2022 clause 9.4 and annex A.2.5.3) as events. */
import { severityOf } from '../events/kinds.ts';
import type { EventKind } from '../events/schema.ts';
import { type Sighting, takeIn } from '../events/taking.ts';
import type { Database } from '../platform/db.ts';
import { asRecord, type Manscdp, textOf } from './manscdp.ts';

const DEVICE_METHOD = '2';
const VIDEO_METHOD = '5';
const FAULT_METHOD = '6';
/** Digits 11 to 13 of an alarm input (annex E). */
const ALARM_INPUT = '134';

/** By AlarmMethod and AlarmType; what is not here is told as what the device says of it. */
const KINDS: Readonly<Record<string, EventKind>> = {
  [`${DEVICE_METHOD} 1`]: 'signal_loss',
  [`${DEVICE_METHOD} 2`]: 'tamper',
  [`${DEVICE_METHOD} 3`]: 'storage_failure',
  [`${VIDEO_METHOD} 2`]: 'motion',
  [`${VIDEO_METHOD} 5`]: 'line_crossing',
  [`${VIDEO_METHOD} 6`]: 'intrusion',
  [`${VIDEO_METHOD} 11`]: 'tamper',
  [`${VIDEO_METHOD} 13`]: 'tamper',
  [`${FAULT_METHOD} 1`]: 'storage_failure',
};

/** A device that told of something itself stays silent until it is reset. */
export function wantsReset({ fields }: Manscdp): boolean {
  return textOf(fields.AlarmMethod) === DEVICE_METHOD;
}

/** Of devices that were brought in and whose events are taken; others only get their answer. */
export async function takeInAlarm(
  db: Database,
  deviceId: string,
  alarm: Manscdp,
  nowMs: number,
): Promise<void> {
  const device = await db.device.findFirst({
    where: { driver: 'gb28181', address: deviceId, takesEvents: true },
    select: {
      cameras: {
        where: { removedAt: null, control: { path: ['profileToken'], equals: alarm.deviceId } },
        select: { id: true, name: true },
      },
    },
  });
  if (!device) return;
  const [camera] = device.cameras;
  const said = await db.gbDevice.findUnique({ where: { id: deviceId }, select: { name: true } });
  const place = { cameraId: camera?.id ?? null, name: camera?.name ?? said?.name ?? deviceId };
  await db.$transaction((tx) => takeIn(tx, sightingOf(deviceId, alarm, place), nowMs));
}

function sightingOf(
  deviceId: string,
  { deviceId: source, fields }: Manscdp,
  place: Pick<Sighting, 'cameraId' | 'name'>,
): Sighting {
  const method = textOf(fields.AlarmMethod);
  const type = textOf(asRecord(fields.Info)?.AlarmType ?? fields.AlarmType);
  const input = source.slice(10, 13) === ALARM_INPUT ? 'io_alarm' : 'other';
  const kind = KINDS[`${method} ${type}`] ?? input;
  const description = textOf(fields.AlarmDescription);
  return {
    ...place,
    source: 'device',
    kind,
    severity: severityOf(kind),
    topic: `GB28181/Alarm/${method || '0'}/${type || '0'}`,
    key: `gb28181 ${deviceId} ${source} ${method} ${type}`,
    deviceAt: beijing(textOf(fields.AlarmTime)),
    phase: 'once',
    again: false,
    ...(description && { remark: description }),
    raw: { source, method, type, priority: textOf(fields.AlarmPriority), description },
  };
}

/** Written without a zone. */
function beijing(text: string): Date | null {
  const ms = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(ms) ? null : new Date(ms);
}
