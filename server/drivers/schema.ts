/** What a driver finds out about a device: safe for the browser, addresses without credentials. */
import { z } from 'zod';

/** What a camera's head can do; a control the device cannot do is not shown. */
export const ptzSheetSchema = z.object({
  panTilt: z.boolean(),
  zoom: z.boolean(),
  focus: z.boolean(),
  iris: z.boolean(),
  /** How many presets it keeps; 0: none. */
  presets: z.number().int(),
  home: z.boolean(),
  /** The home position may be set. */
  setHome: z.boolean(),
  /** Commands such as `tt:Wiper|On`. */
  auxiliary: z.array(z.string()),
});
export type PtzSheet = z.infer<typeof ptzSheetSchema>;

const boundsSchema = z.object({ least: z.number(), most: z.number() });

/** How a driver addresses one camera of a device; kept with the camera. */
export const channelControlSchema = z.object({
  profileToken: z.string(),
  sourceToken: z.string(),
  ptz: ptzSheetSchema.nullable(),
  /** Bounds of the time a device moves by itself, where it says so. */
  moveTimeoutMs: boundsSchema.nullable(),
  /** Speeds of its focus motor, the slower way round below 0. */
  focusSpeed: boundsSchema.nullable(),
});
export type ChannelControl = z.infer<typeof channelControlSchema>;

const foundProfileSchema = z.object({
  token: z.string(),
  name: z.string(),
  codec: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  fps: z.number().nullable(),
  kilobits: z.number().nullable(),
  /** RTSP address without credentials; null: the device gave none, or one we may not dial. */
  address: z.string().nullable(),
});
export type FoundProfile = z.infer<typeof foundProfileSchema>;

const foundChannelSchema = z.object({
  /** From 1. */
  channel: z.number().int(),
  name: z.string(),
  profiles: z.array(foundProfileSchema),
  snapshotAddress: z.string().nullable(),
  control: channelControlSchema,
});
export type FoundChannel = z.infer<typeof foundChannelSchema>;

export const foundDeviceSchema = z.object({
  address: z.string(),
  maker: z.string(),
  model: z.string(),
  firmware: z.string(),
  serial: z.string(),
  /** The device's clock minus ours; null: it does not say. */
  clockOffsetMs: z.number().nullable(),
  services: z.array(z.string()),
  channels: z.array(foundChannelSchema),
});
export type FoundDevice = z.infer<typeof foundDeviceSchema>;

export const presetSchema = z.object({ token: z.string(), name: z.string() });
export type DevicePreset = z.infer<typeof presetSchema>;
