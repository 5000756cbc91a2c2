import { z } from 'zod';

export const roleSchema = z.enum(['admin', 'operator', 'leader']);
export type Role = z.infer<typeof roleSchema>;

export const localeSchema = z.enum(['zh', 'en']);
export const themeSchema = z.enum(['light', 'dark', 'system']);

export const permissionSchema = z.enum([
  'cameras.view',
  'cameras.edit',
  'cameras.export',
  'roadside.edit',
  'imports.run',
  'live.play',
  'snapshots.take',
  'mapViews.edit',
  'walls.view',
  'walls.edit',
  'mosaics.play',
  'mosaics.share',
  'patrols.view',
  'patrols.edit',
  'patrols.run',
  'ptz.move',
  'talk.speak',
  'events.view',
  'events.handle',
  'faults.view',
  'faults.edit',
  'screens.send',
  'screens.manage',
  'users.manage',
  'apiKeys.manage',
  'audit.view',
  'nodes.view',
  'nodes.manage',
  'settings.edit',
]);
export type Permission = z.infer<typeof permissionSchema>;

export const usernameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,31}$/);

export const MIN_PASSWORD_LENGTH = 10;
/** What people may choose; a first password they are given may be anything. */
export const newPasswordSchema = z.string().max(128);

export const currentSessionSchema = z.object({
  user: z
    .object({
      id: z.string(),
      username: z.string(),
      displayName: z.string(),
      role: roleSchema,
      permissions: z.array(permissionSchema),
      mustChangePassword: z.boolean(),
      locale: localeSchema.nullable(),
      theme: themeSchema.nullable(),
    })
    .nullable(),
  site: z.object({ title: z.string().nullable(), version: z.string(), demo: z.boolean() }),
});
export type CurrentSession = z.infer<typeof currentSessionSchema>;

export const signInInputSchema = z.object({
  username: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(128),
});

export const changePasswordInputSchema = z.object({
  current: z.string().min(1).max(128),
  next: newPasswordSchema,
});

export const preferencesInputSchema = z.object({
  locale: localeSchema.optional(),
  theme: themeSchema.optional(),
});
