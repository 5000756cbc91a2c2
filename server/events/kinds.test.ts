import { expect, it } from 'vitest';
import { kindOf, phaseOf } from './kinds.ts';

it.each([
  ['VideoSource/MotionAlarm', 'motion'],
  ['RuleEngine/CellMotionDetector/Motion', 'motion'],
  ['RuleEngine/TamperDetector/Tamper', 'tamper'],
  ['VideoSource/GlobalSceneChange/ImagingService', 'tamper'],
  ['VideoSource/ImageTooDark/ImagingService', 'tamper'],
  ['VideoSource/SignalLoss', 'signal_loss'],
  ['RuleEngine/LineDetector/Crossed', 'line_crossing'],
  ['RuleEngine/FieldDetector/ObjectsInside', 'intrusion'],
  ['Device/Trigger/DigitalInput', 'io_alarm'],
  ['Device/HardwareFailure/StorageFailure', 'storage_failure'],
  ['Device/OperationMode/ShutdownInitiated', 'other'],
])('%s is %s', (topic, kind) => {
  expect(kindOf(topic)).toBe(kind);
});

const told = (data: Record<string, string>, operation: string | null = 'Changed') =>
  phaseOf({ topic: 't', at: new Date(), operation, source: {}, data });

it('reads from the data whether it begins or ends', () => {
  expect(told({ State: 'true' })).toBe('begins');
  expect(told({ IsMotion: 'false' })).toBe('ends');
  expect(told({ LogicalState: '1' })).toBe('begins');
  expect(told({ Failed: '0' })).toBe('ends');
  expect(told({ ObjectId: '1' })).toBe('once');
  expect(told({ IsInside: 'true', ObjectId: '0' })).toBe('begins');
  expect(told({ State: 'true' }, 'Deleted')).toBe('ends');
});
