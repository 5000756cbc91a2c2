import { describe, expect, it } from 'vitest';
import type {
  DeviceNode,
  RoadNode,
  SectionNode,
  TreeNode,
} from '../../../../server/trees/schema.ts';
import { type Branch, deviceBranches, nodeBranches, openLeaves, roadBranches } from './branches.ts';

const node = (id: string, hasChildren: boolean, total: number): TreeNode => ({
  id,
  name: id,
  code: id,
  hasChildren,
  online: 0,
  total,
});

describe('branches of a lazy tree', () => {
  it('waits for what is not loaded', () => {
    const [root] = nodeBranches('divisions', new Map([[null, [node('34', true, 9)]]]));
    expect([root?.waiting, root?.leaves]).toEqual([true, null]);
  });
  it('shows cameras of a node itself beside its branches only when there are some', () => {
    const children = new Map<string | null, TreeNode[]>([
      [null, [node('34', true, 9), node('35', true, 4)]],
      ['34', [node('3401', false, 7)]],
      ['35', [node('3501', false, 4)]],
    ]);
    const [anhui, fujian] = nodeBranches('divisions', children);
    expect(anhui?.leaves).toEqual({ divisionId: '34', directly: true });
    expect(fujian?.leaves).toBeNull();
    expect(anhui?.branches[0]?.leaves).toEqual({ divisionId: '3401', directly: true });
  });
  it('finds all below a node by the node', () => {
    const [root] = nodeBranches('divisions', new Map([[null, [node('34', true, 9)]]]));
    expect(root?.place).toEqual({ divisionId: '34' });
  });
  it('asks groups by group', () => {
    const [root] = nodeBranches('groups', new Map([[null, [node('g', false, 1)]]]));
    expect(root?.leaves).toEqual({ groupId: 'g', directly: true });
  });
});

describe('branches of roads', () => {
  const road: RoadNode = {
    id: 'r',
    code: 'G40',
    name: '沪陕高速',
    kind: 'expressway',
    online: 3,
    total: 4,
    directions: [
      { direction: 'up', name: '上行', online: 1, total: 2 },
      { direction: 'down', name: '下行', online: 2, total: 2 },
    ],
  };
  const words = {
    kind: { expressway: '高速公路', national: '', provincial: '', urban: '', other: '' },
    noChainage: '未填桩号',
  };
  const sections = new Map<string, readonly SectionNode[]>([
    [
      'road:r:down',
      [
        { section: 61, online: 1, total: 1 },
        { section: null, online: 1, total: 1 },
      ],
    ],
  ]);

  it('goes kind, road, direction, and leaves out kinds without a road', () => {
    const [kind, ...others] = roadBranches([road], sections, words);
    expect(others).toEqual([]);
    expect([kind?.label, kind?.online, kind?.total]).toEqual(['高速公路', 3, 4]);
    expect(kind?.branches[0]?.branches.map(({ id, place }) => [id, place])).toEqual([
      ['road:r:up', { roadId: 'r', direction: 'up' }],
      ['road:r:down', { roadId: 'r', direction: 'down' }],
    ]);
  });
  it('sections stand below their direction once it was opened, what has no chainage last', () => {
    const [kind] = roadBranches([road], sections, words);
    const [up, down] = kind?.branches[0]?.branches ?? [];
    expect([up?.waiting, up?.branches]).toEqual([true, []]);
    expect(down?.waiting).toBe(false);
    expect(down?.branches.map(({ label, place }) => [label, place])).toEqual([
      ['K610+000 – K620+000', { roadId: 'r', direction: 'down', section: 61 }],
      ['未填桩号', { roadId: 'r', direction: 'down', section: null }],
    ]);
  });
  it('loads the cameras of opened sections only', () => {
    const branches = roadBranches([road], sections, words);
    const way = ['kind:expressway', 'road:r', 'road:r:down', 'road:r:down:none'];
    expect(openLeaves(branches, new Set(way))).toEqual([
      { id: 'road:r:down:none', filter: { roadId: 'r', direction: 'down', section: null } },
    ]);
    expect(openLeaves(branches, new Set(['road:r:down:61']))).toEqual([]);
  });
});

describe('branches of devices', () => {
  const words = { rtsp: 'RTSP', rtmp: 'RTMP', onvif: 'ONVIF', gb28181: 'GB/T 28181' };
  const device = (more: Partial<DeviceNode>): DeviceNode => ({
    id: 'd',
    host: '10.0.0.9',
    maker: 'Maker',
    model: 'NVR-16',
    cameraName: null,
    online: 1,
    total: 16,
    ...more,
  });
  const drivers = [
    { driver: 'rtsp' as const, online: 2, total: 3 },
    { driver: 'onvif' as const, online: 1, total: 17 },
  ];
  const below = (branches: readonly Branch[]) => branches[1];

  it('cameras of a driver without devices hang on the driver', () => {
    const [rtsp] = deviceBranches(drivers, new Map(), words);
    expect(rtsp).toMatchObject({ leaves: { driver: 'rtsp' }, waiting: false, branches: [] });
  });
  it('devices stand below theirs once they are here, and tell how many there are', () => {
    expect(below(deviceBranches(drivers, new Map(), words))?.waiting).toBe(true);
    const nodes = [device({}), device({ id: 'e', cameraName: '桥头', model: null, total: 1 })];
    const here = new Map([['onvif' as const, { nodes, devices: 900 }]]);
    const onvif = below(deviceBranches(drivers, here, words));
    expect(onvif).toMatchObject({ leaves: null, waiting: false, branchCount: 900 });
    expect(onvif?.branches.map(({ label, leaves }) => [label, leaves])).toEqual([
      ['Maker NVR-16 · 10.0.0.9', { deviceId: 'd' }],
      ['桥头 · 10.0.0.9', { deviceId: 'e' }],
    ]);
  });
});
