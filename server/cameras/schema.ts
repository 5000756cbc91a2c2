/** Cameras as the console and the spreadsheets see them, in the one file of the noun that pages may read. Addresses never carry credentials. */
import { z } from 'zod';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

export const cameraKindSchema = z.enum(['bullet', 'dome', 'ptz', 'panorama', 'mobile']);
/** Of the picture: as a lens sees it, or all around, 360° × 180° 全景. */
export const projectionSchema = z.enum(['flat', 'equirectangular']);
export const cameraStatusSchema = z.enum(['online', 'offline', 'fault', 'unknown']);
export type CameraKind = z.infer<typeof cameraKindSchema>;
export type CameraStatus = z.infer<typeof cameraStatusSchema>;
export const directionSchema = z.enum(['up', 'down']);
export type Direction = z.infer<typeof directionSchema>;
export const driverSchema = z.enum(['rtsp', 'rtmp', 'onvif', 'gb28181']);
export type Driver = z.infer<typeof driverSchema>;
/** Those a camera is added with by its stream's address; the others by their device. */
const streamDriverSchema = driverSchema.extract(['rtsp', 'rtmp']);
export const qualitySchema = z.enum(['main', 'sub']);
export type Quality = z.infer<typeof qualitySchema>;
export const transportSchema = z.enum(['auto', 'tcp', 'udp']);

export const lonSchema = z.number().min(-180).max(180);
export const latSchema = z.number().min(-90).max(90);
const pointSchema = z.object({ lon: lonSchema, lat: latSchema });

/** One camera on the map: its display point. Cameras without a position are left out. */
const mapCameraSchema = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  kind: cameraKindSchema,
  lon: z.number(),
  lat: z.number(),
  status: cameraStatusSchema,
  statusSince: z.date(),
  azimuth: z.number().nullable(),
  viewAngle: z.number().nullable(),
  viewRangeM: z.number().nullable(),
  roadId: z.string().nullable(),
  direction: directionSchema.nullable(),
  chainageM: z.number().nullable(),
  /** When it was where it is drawn; null: it does not move, or was never heard of. */
  movedAt: z.date().nullable(),
  speedKmh: z.number().nullable(),
  /** Where it is going, degrees clockwise from north. */
  heading: z.number().nullable(),
});
export type MapCamera = z.infer<typeof mapCameraSchema>;
export const cameraMapSchema = z.object({
  /** Only those that have moved where there are too many to list: the others are drawn from tiles. */
  cameras: z.array(mapCameraSchema),
  tiled: z
    .object({
      /** Around all of them. */
      southWest: pointSchema,
      northEast: pointSchema,
    })
    .nullable(),
});
export type CameraMap = z.infer<typeof cameraMapSchema>;

/** Sections 路段 of a road are so long, counted from its chainage 0. */
export const SECTION_M = 10_000;

export const cameraFilterSchema = z.object({
  q: z.string().max(100).optional(),
  /** The division and everything below it. */
  divisionId: idSchema.optional(),
  groupId: idSchema.optional(),
  /** Only what hangs on the division or group itself, not below it. */
  directly: z.boolean().optional(),
  roadId: idSchema.optional(),
  direction: directionSchema.optional(),
  /** Number of the section along the road; null: those without a chainage. */
  section: z.number().int().min(0).nullable().optional(),
  fromM: z.number().optional(),
  toM: z.number().optional(),
  status: cameraStatusSchema.optional(),
  tag: z.string().max(64).optional(),
  driver: driverSchema.optional(),
  deviceId: idSchema.optional(),
});
export type CameraFilter = z.infer<typeof cameraFilterSchema>;

export const cameraSortSchema = z.enum(['name', 'code', 'chainage', 'status', 'channel']);
export type CameraSort = z.infer<typeof cameraSortSchema>;
export const cameraListInputSchema = cameraFilterSchema.extend({
  /** Only what the person who asks has marked. */
  favourite: z.literal(true).optional(),
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(500).default(50),
  sort: cameraSortSchema.default('name'),
});
export type CameraListInput = z.infer<typeof cameraListInputSchema>;

const cameraRowSchema = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  kind: cameraKindSchema,
  divisionId: z.string(),
  divisionName: z.string(),
  roadId: z.string().nullable(),
  roadCode: z.string().nullable(),
  direction: directionSchema.nullable(),
  chainageM: z.number().nullable(),
  /** Display point. */
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  driver: driverSchema,
  maker: z.string().nullable(),
  tags: z.array(z.string()),
  status: cameraStatusSchema,
  statusSince: z.date(),
  statusReason: z.string().nullable(),
});
export type CameraRow = z.infer<typeof cameraRowSchema>;
export const cameraListSchema = z.object({
  items: z.array(cameraRowSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

export const cameraSearchInputSchema = z.object({
  q: z.string().trim().min(1).max(100),
  limit: z.number().int().min(1).max(50).default(20),
});
export const cameraSearchSchema = z.object({ items: z.array(cameraRowSchema) });

export const neighboursInputSchema = z.object({
  id: idSchema,
  /** Only those that have a position. */
  onMap: z.boolean().default(false),
});
const neighbourSchema = z.object({ id: z.string(), name: z.string(), chainageM: z.number() });
export type Neighbour = z.infer<typeof neighbourSchema>;
/** On the same road and direction; forward 顺桩号 is where chainages grow, backward 逆桩号 where they fall. */
export const neighboursSchema = z.object({
  backward: neighbourSchema.nullable(),
  forward: neighbourSchema.nullable(),
});
export type Neighbours = z.infer<typeof neighboursSchema>;

/** Cameras that are put on a wall together: it has as many cells. */
export const MOST_TOGETHER = 36;
export const alongInputSchema = z.object({
  id: idSchema,
  /** Either way along the road, in m. */
  withinM: z.number().int().min(100).max(50_000),
  /** Where fewer stand within that, the nearest up to this many. */
  atLeast: z.number().int().min(1).max(MOST_TOGETHER).default(1),
});
/**
 * By growing chainage, the camera asked about among them; beyond `MOST_TOGETHER` the farthest are left out. `reachM`: how far
 * along the road the farthest of them stands.
 */
export const alongSchema = z.object({ ids: z.array(z.string()), reachM: z.number() });
export type Along = z.infer<typeof alongSchema>;
export type AlongInput = z.infer<typeof alongInputSchema>;

/** Of a drawn shape: more than a hand draws. */
export const MOST_CORNERS = 400;
/** Where cameras are chosen: inside a shape drawn on the map, none across the 180th meridian, or along a road. */
export const areaSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('shape'),
    /** Corners in order, [lon, lat]; the last is joined to the first. */
    ring: z
      .array(z.tuple([lonSchema, latSchema]))
      .min(3)
      .max(MOST_CORNERS),
  }),
  z.object({
    kind: z.literal('road'),
    roadId: idSchema,
    /** null: both. */
    direction: directionSchema.nullable(),
    /** null: from its beginning, to its end. */
    fromM: z.number().nullable(),
    toM: z.number().nullable(),
  }),
]);
export type Area = z.infer<typeof areaSchema>;

export const MOST_AREAS = 20;
/** Chosen or left out one by one. */
export const MOST_SINGLES = 1_000;
/** Everything in the areas and what was chosen beside them, without what was taken out again. */
export const selectionSchema = z.object({
  areas: z.array(areaSchema).max(MOST_AREAS),
  chosen: z.array(idSchema).max(MOST_SINGLES),
  leftOut: z.array(idSchema).max(MOST_SINGLES),
});
export type Selection = z.infer<typeof selectionSchema>;

/** Those that the map rings and that other pages take over. */
export const MOST_MARKED = 2_000;
/** Roads first, along each by chainage. */
export const selectedSchema = z.object({
  total: z.number().int(),
  online: z.number().int(),
  /** The first `MOST_MARKED`, with their display points. */
  first: z.array(
    z.object({ id: z.string(), lon: z.number().nullable(), lat: z.number().nullable() }),
  ),
});
export type Selected = z.infer<typeof selectedSchema>;
export const selectedRowsInputSchema = z.object({
  selection: selectionSchema,
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(200).default(100),
});
export const selectedRowsSchema = z.object({
  items: z.array(cameraRowSchema),
  nextOffset: z.number().int().nullable(),
});

export const cameraCountsSchema = z.object({
  online: z.number().int(),
  offline: z.number().int(),
  fault: z.number().int(),
  unknown: z.number().int(),
  total: z.number().int(),
});

const namedSchema = z.object({ id: z.string(), code: z.string(), name: z.string() });

export const cameraSchema = z.object({
  id: z.string(),
  deviceId: z.string(),
  channel: z.number().int(),
  code: z.string(),
  name: z.string(),
  kind: cameraKindSchema,
  projection: projectionSchema,
  /** From the root down to the camera's own division. */
  divisionPath: z.array(namedSchema),
  groups: z.array(namedSchema),
  road: namedSchema.nullable(),
  direction: directionSchema.nullable(),
  chainageM: z.number().nullable(),
  physicalPoint: pointSchema.nullable(),
  displayPoint: pointSchema.nullable(),
  /** The display point was set by hand and differs from the physical one. */
  displayPointMoved: z.boolean(),
  /** Where the map draws it: where it last was when it has moved, else the display point. */
  mapPoint: pointSchema.nullable(),
  movedAt: z.date().nullable(),
  speedKmh: z.number().nullable(),
  heading: z.number().nullable(),
  azimuth: z.number().nullable(),
  viewAngle: z.number().nullable(),
  viewRangeM: z.number().nullable(),
  maker: z.string().nullable(),
  tags: z.array(z.string()),
  status: cameraStatusSchema,
  statusSince: z.date(),
  statusReason: z.string().nullable(),
  driver: driverSchema,
  username: z.string().nullable(),
  hasPassword: z.boolean(),
  streams: z.array(
    z.object({
      id: z.string(),
      quality: qualitySchema,
      /** rtsp://… or srt://… without credentials; null for rtmp. */
      address: z.string().nullable(),
      transport: transportSchema,
      /** rtmp: the path a camera publishes to, `/live/<id>`; its key comes from cameras.revealPublishKey. */
      publishPath: z.string().nullable(),
    }),
  ),
  picture: z.object({ takenAt: z.date() }).nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type CameraView = z.infer<typeof cameraSchema>;

/** `rtsp://user:password@host/…` and `srt://host:port?passphrase=…` are accepted; the credentials are taken out and stored encrypted. */
const cameraAddressSchema = z.string().trim().min(1).max(2048);

const cameraFieldsSchema = z.object({
  code: z.string().trim().min(1).max(64),
  name: z.string().trim().min(1).max(128),
  kind: cameraKindSchema,
  projection: projectionSchema,
  divisionId: idSchema,
  groupIds: z.array(idSchema).max(50),
  roadId: idSchema.nullable(),
  direction: directionSchema.nullable(),
  chainageM: z.number().min(0).max(10_000_000).nullable(),
  lon: lonSchema.nullable(),
  lat: latSchema.nullable(),
  displayLon: lonSchema.nullable(),
  displayLat: latSchema.nullable(),
  azimuth: z.number().min(0).lt(360).nullable(),
  viewAngle: z.number().gt(0).max(360).nullable(),
  viewRangeM: z.number().gt(0).max(50_000).nullable(),
  maker: z.string().trim().max(64).nullable(),
  tags: z.array(z.string().trim().min(1).max(64)).max(50),
  username: z.string().max(256).nullable(),
  /** Write only. Absent in an update: unchanged; null: none. */
  password: z.string().max(256).nullable(),
  transport: transportSchema,
  mainAddress: cameraAddressSchema.nullable(),
  subAddress: cameraAddressSchema.nullable(),
});

export const cameraCreateInputSchema = cameraFieldsSchema
  .partial()
  .required({ code: true, name: true, divisionId: true })
  .extend({ driver: streamDriverSchema });
export type CameraCreateInput = z.infer<typeof cameraCreateInputSchema>;
export const cameraUpdateInputSchema = cameraFieldsSchema.partial().extend({ id: idSchema });
export type CameraUpdateInput = z.infer<typeof cameraUpdateInputSchema>;

export const cameraMoveInputSchema = z.object({
  id: idSchema,
  lon: lonSchema,
  lat: latSchema,
  point: z.enum(['display', 'physical']),
});

/** Where a camera stands, where the map draws it, and where it looks. */
const placeSchema = cameraFieldsSchema.pick({
  lon: true,
  lat: true,
  displayLon: true,
  displayLat: true,
  azimuth: true,
  viewAngle: true,
  viewRangeM: true,
  roadId: true,
  direction: true,
  chainageM: true,
});
export type CameraPlace = z.infer<typeof placeSchema>;
/** Changed by one session of work on the map before it must be saved. */
export const MOST_PLACED = 500;
export const placesInputSchema = z.object({ ids: z.array(idSchema).max(MOST_PLACED) });
export const placesSchema = z.object({
  items: z.array(
    z.object({
      camera: mapCameraSchema.pick({
        id: true,
        code: true,
        name: true,
        kind: true,
        status: true,
        statusSince: true,
      }),
      place: placeSchema,
    }),
  ),
});
export type PlacedCamera = z.infer<typeof placesSchema>['items'][number];
export const placeInputSchema = z.object({
  changes: z
    .array(
      z.object({
        id: idSchema,
        /** As it was when it was changed: if it is not so any more, nothing is saved. */
        before: placeSchema,
        after: placeSchema,
      }),
    )
    .min(1)
    .max(MOST_PLACED)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length),
});
export type PlaceInput = z.infer<typeof placeInputSchema>;
export const cameraRemoveInputSchema = z.object({ ids: z.array(idSchema).min(1).max(1000) });
export const undoSchema = z.object({ undoToken: z.string().max(64) });

export const publishKeyInputSchema = z.object({ id: idSchema, quality: qualitySchema });
export const publishKeySchema = z.object({
  /** `/live/<stream id>?key=<key>`; before it `rtmp://<host>:<rtmpPort>`. */
  path: z.string(),
  rtmpPort: z.number().int().nullable(),
  host: z.string().nullable(),
});

export const cameraTestInputSchema = z.union([
  z.object({
    address: cameraAddressSchema,
    username: z.string().max(256).optional(),
    password: z.string().max(256).optional(),
    transport: transportSchema.default('auto'),
  }),
  z.object({ cameraId: idSchema, quality: qualitySchema.default('main') }),
]);
export type CameraTestInput = z.infer<typeof cameraTestInputSchema>;

/** Of a moving camera: its newest position. */
export const cameraMoveSchema = z.object({
  id: z.string(),
  lon: z.number(),
  lat: z.number(),
  atMs: z.number(),
  speedKmh: z.number().nullable(),
  heading: z.number().nullable(),
});
export type CameraMove = z.infer<typeof cameraMoveSchema>;

const rememberedChangeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('status'),
    id: z.string(),
    status: cameraStatusSchema,
    statusSince: z.date(),
    reason: z.string().nullable(),
    /** Where the map draws it, null: nowhere; absent: not known here. */
    at: pointSchema.nullable().optional(),
  }),
  z.object({ type: z.literal('upserted'), id: z.string() }),
  z.object({ type: z.literal('removed'), ids: z.array(z.string()) }),
  z.object({ type: z.literal('picture'), id: z.string(), takenAt: z.date() }),
  /** Of roadside devices: the tiles that draw them are old. */
  z.object({ type: z.literal('roadside') }),
  /** Too much was missed, or very much changed at once: load everything again. */
  z.object({ type: z.literal('reset') }),
]);
/** Those that are caught up with after a break. */
export type RememberedChange = z.infer<typeof rememberedChangeSchema>;
export const cameraChangeSchema = z.discriminatedUnion('type', [
  ...rememberedChangeSchema.options,
  /** Not caught up with, but told anew: only the newest of each counts. */
  z.object({ type: z.literal('moved'), cameras: z.array(cameraMoveSchema) }),
]);
export type CameraChange = z.infer<typeof cameraChangeSchema>;

export const cameraChangesInputSchema = z
  .object({ lastEventId: z.string().max(32).nullish() })
  .optional();

export const cameraIdSchema = z.object({ id: idSchema });
export const restoredSchema = z.object({ ids: z.array(z.string()) });
