import { z } from 'zod';
import { foundDeviceSchema } from '../drivers/schema.ts';
import { idSchema } from '../trpc/schema.ts';

/** Devices are known by their own service; its address may be an IP, IP:port or a whole one. */
export const deviceAddressSchema = z.string().trim().min(1).max(512);

export const deviceProbeInputSchema = z.object({
  address: deviceAddressSchema,
  username: z.string().max(256),
  password: z.string().max(256),
});

/** What was found, and what of it is known already. */
export const probedDeviceSchema = foundDeviceSchema.extend({
  /** Channels that are cameras already. */
  known: z.array(z.object({ channel: z.number().int(), cameraId: z.string(), name: z.string() })),
});
export type ProbedDevice = z.infer<typeof probedDeviceSchema>;

const chosenSchema = z.object({
  channel: z.number().int().min(1),
  code: z.string().trim().min(1).max(64),
  name: z.string().trim().min(1).max(128),
  mainProfile: z.string().max(256),
  /** Without one the camera has a main stream only. */
  subProfile: z.string().max(256).nullable(),
});
export const MOST_CHANNELS = 128;
export const deviceAddInputSchema = deviceProbeInputSchema.extend({
  divisionId: idSchema,
  channels: z.array(chosenSchema).min(1).max(MOST_CHANNELS),
});
export type DeviceAddInput = z.infer<typeof deviceAddInputSchema>;
export const addedSchema = z.object({ cameraIds: z.array(z.string()) });

const sightedSchema = z.object({
  address: z.string(),
  name: z.string(),
  hardware: z.string(),
  location: z.string(),
});
export type Sighted = z.infer<typeof sightedSchema>;
export const searchProgressSchema = z.object({
  done: z.number().int(),
  total: z.number().int(),
  /** Found since the report before. */
  found: z.array(sightedSchema),
});

const portsSchema = z.array(z.number().int().min(1).max(65_535)).min(1).max(8);
export const scanInputSchema = z.object({
  /** `192.168.1.0/24` or one address. */
  range: z.string().trim().min(1).max(64),
  ports: portsSchema.default([80, 8000, 8080]),
});

export const deviceCameraSchema = z.object({ cameraId: idSchema });
export const deviceClockSchema = z.object({
  /** Device minus server; null: it does not say. */
  offsetMs: z.number().nullable(),
});

export const deviceEventsSchema = z.object({
  /** Whether it tells events by pull point; null: nobody asked it yet. */
  pullPoint: z.boolean().nullable(),
  takes: z.boolean(),
});
export const deviceEventsInputSchema = deviceCameraSchema.extend({ takes: z.boolean() });
export type DeviceEventsInput = z.infer<typeof deviceEventsInputSchema>;
