import { z } from 'zod';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

/** Everything that changes state, and who watched what. */
export const auditActionSchema = z.enum([
  'session.sign-in',
  'session.sign-in-failed',
  'session.locked',
  'session.sign-out',
  'session.sign-out-everywhere',
  'session.change-password',
  'session.set-preferences',
  'users.create',
  'users.update',
  'users.disable',
  'users.enable',
  'users.reset-password',
  'cameras.create',
  'cameras.update',
  'cameras.move',
  'cameras.remove',
  'cameras.restore',
  'cameras.test',
  'cameras.export',
  'cameras.reveal-publish-key',
  'imports.upload',
  'imports.apply',
  'imports.cancel',
  'live.play',
  'live.watched',
  'walls.create',
  'walls.update',
  'walls.remove',
  'walls.restore',
  'patrols.create',
  'patrols.update',
  'patrols.remove',
  'patrols.restore',
  'patrols.begin',
  'patrols.remark',
  'patrols.end',
  'patrols.interrupt',
  'patrols.export',
  'nodes.kick',
  'nodes.drain',
  'nodes.resume',
  'settings.update-map',
]);
export type AuditAction = z.infer<typeof auditActionSchema>;

const auditEntrySchema = z.object({
  id: z.string(),
  at: z.date(),
  userId: z.string().nullable(),
  username: z.string().nullable(),
  address: z.string().nullable(),
  action: z.string(),
  subjectType: z.string().nullable(),
  subjectId: z.string().nullable(),
  subjectName: z.string().nullable(),
  details: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditEntryView = z.infer<typeof auditEntrySchema>;

export const auditListInputSchema = z.object({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(200).default(50),
  q: z.string().max(100).optional(),
  action: auditActionSchema.optional(),
  userId: idSchema.optional(),
  from: z.date().optional(),
  to: z.date().optional(),
});
export const auditListSchema = z.object({
  items: z.array(auditEntrySchema),
  nextCursor: z.string().nullable(),
});
