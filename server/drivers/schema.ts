/** What a driver finds out about a device: safe for the browser, addresses without credentials. */
import { z } from 'zod';

/** What a camera's head can do; a control the device cannot do is not shown. */
export const ptzSheetSchema = z.object({
  panTilt: z.boolean(),
  zoom: z.boolean(),
  focus: z.boolean(),
  iris: z.boolean(),
  /** May be left to the device again. */
  autoFocus: z.boolean().default(false),
  autoIris: z.boolean().default(false),
  /** How many presets it keeps; 0: none. */
  presets: z.number().int(),
  home: z.boolean(),
  /** The home position may be set. */
  setHome: z.boolean(),
  /** Commands such as `tt:Wiper|On`. */
  auxiliary: z.array(z.string()),
  /**
   * How a box drawn in the picture is turned to: by shares of what is seen, by shares of the whole
   * travel, or by moving for a time that is computed.
   */
  framing: z.enum(['view', 'travel', 'timed']).default('timed'),
  /** Whether it says where it looks; null: it was added before that was asked. */
  position: z.boolean().nullable().default(null),
  /** Goes to a place of its whole travel by itself. */
  absolute: z.boolean().default(false),
  /** The same for its zoom. */
  absoluteZoom: z.boolean().default(false),
});
export type PtzSheet = z.infer<typeof ptzSheetSchema>;

export const lensPartSchema = z.enum(['focus', 'iris']);
export type LensPart = z.infer<typeof lensPartSchema>;

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
  /** How far the iris closes, in dB of attenuation; null: it cannot be turned. */
  irisDb: boundsSchema.nullable().default(null),
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

/** RTSP addresses of makers whose cameras have no ONVIF, or have it switched off. */
export type AddressTemplate = {
  readonly maker: string;
  /** `{channel}` is replaced; null: the maker has no sub stream there. */
  readonly main: string;
  readonly sub: string | null;
};

export const ADDRESS_TEMPLATES: readonly AddressTemplate[] = [
  {
    maker: 'Hikvision',
    main: ':554/Streaming/Channels/{channel}01',
    sub: ':554/Streaming/Channels/{channel}02',
  },
  {
    maker: 'Hikvision (old)',
    main: ':554/h264/ch{channel}/main/av_stream',
    sub: ':554/h264/ch{channel}/sub/av_stream',
  },
  {
    maker: 'Dahua',
    main: ':554/cam/realmonitor?channel={channel}&subtype=0',
    sub: ':554/cam/realmonitor?channel={channel}&subtype=1',
  },
  { maker: 'Uniview', main: ':554/media/video1', sub: ':554/media/video2' },
  {
    maker: 'Uniview (recorder)',
    main: ':554/unicast/c{channel}/s0/live',
    sub: ':554/unicast/c{channel}/s1/live',
  },
  { maker: 'Tiandy', main: ':554/{channel}/1', sub: ':554/{channel}/2' },
  {
    maker: 'Huawei',
    main: ':554/LiveMedia/ch{channel}/Media1',
    sub: ':554/LiveMedia/ch{channel}/Media2',
  },
  { maker: 'Axis', main: ':554/axis-media/media.amp?videocodec=h264', sub: null },
  { maker: 'Hanwha', main: ':554/profile2/media.smp', sub: null },
  { maker: 'Infinova', main: ':554/{channel}/h264major', sub: ':554/{channel}/h264minor' },
  { maker: 'Vzenith', main: ':8557/h264', sub: ':8557/sub_stream_1' },
  { maker: 'TP-Link', main: ':554/stream1', sub: ':554/stream2' },
  { maker: 'Ezviz', main: ':554/h264/ch1/main/av_stream', sub: ':554/h264/ch1/sub/av_stream' },
  { maker: 'Bosch', main: ':554/rtsp_tunnel?inst=1', sub: ':554/rtsp_tunnel?inst=2' },
  { maker: 'Sony', main: ':554/media/video1', sub: ':554/media/video2' },
  { maker: 'Kedacom', main: ':554/id=0', sub: null },
];
