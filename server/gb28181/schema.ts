/** Devices of GB/T 28181 国标设备 that signed in, and how they find us. */
import { z } from 'zod';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

export const gbIdSchema = z.string().regex(/^\d{20}$/);
export const gbMediaModeSchema = z.enum(['udp', 'passive', 'active']);
export type GbMediaMode = z.infer<typeof gbMediaModeSchema>;

export const gbSetupSchema = z.object({
  /** null: signalling was never set up. */
  settings: z.object({ serverId: z.string(), domain: z.string() }).nullable(),
  /** Where this copy listens; null: it does not. */
  port: z.number().int().nullable(),
});
export type GbSetup = z.infer<typeof gbSetupSchema>;

export const gbSetupInputSchema = z.object({
  serverId: gbIdSchema,
  domain: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.-]{4,64}$/),
  /** Left out: as it is. */
  password: z.string().min(8).max(64).optional(),
});

export const gbDeviceSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  maker: z.string().nullable(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  address: z.string(),
  transport: z.string(),
  mode: gbMediaModeSchema,
  online: z.boolean(),
  registeredAt: z.date(),
  heardAt: z.date(),
  catalogAt: z.date().nullable(),
  /** In its newest catalogue. */
  channels: z.number().int(),
  /** Cameras here. */
  cameras: z.number().int(),
});
export type GbDeviceView = z.infer<typeof gbDeviceSchema>;

export const gbListInputSchema = z.object({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(200).default(50),
  q: z.string().max(100).optional(),
  online: z.boolean().optional(),
});
export const gbListSchema = z.object({
  items: z.array(gbDeviceSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

export const gbDeviceIdSchema = z.object({ id: gbIdSchema });
export const gbModeInputSchema = z.object({ id: gbIdSchema, mode: gbMediaModeSchema });

export const gbChannelsInputSchema = z.object({
  deviceId: gbIdSchema,
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(500).default(100),
  q: z.string().max(100).optional(),
  /** Only those that are no cameras yet. */
  fresh: z.boolean().default(false),
});
export const gbChannelSchema = z.object({
  id: z.string(),
  name: z.string(),
  maker: z.string(),
  model: z.string(),
  online: z.boolean(),
  ptzType: z.number().int().nullable(),
  listed: z.boolean(),
  /** null: it is no camera here yet. */
  camera: z.object({ id: z.string(), name: z.string() }).nullable(),
});
export type GbChannelView = z.infer<typeof gbChannelSchema>;
export const gbChannelsSchema = z.object({
  items: z.array(gbChannelSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

/** Channels at once, so that a transaction stays short; a platform's thousands come in several. */
export const MOST_BROUGHT_IN = 500;
export const gbBringInInputSchema = z.object({
  deviceId: gbIdSchema,
  divisionId: idSchema,
  channelIds: z.array(gbIdSchema).min(1).max(MOST_BROUGHT_IN),
});
export const gbBroughtInSchema = z.object({
  added: z.number().int(),
  /** Were cameras already, or their code is another camera's. */
  skipped: z.array(z.object({ id: z.string(), name: z.string() })),
});

export const gbCatalogSchema = z.object({ channels: z.number().int(), whole: z.boolean() });
