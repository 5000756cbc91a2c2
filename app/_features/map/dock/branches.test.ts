import { describe, expect, it } from 'vitest';
import type { RoadNode, TreeNode } from '../../../../server/trees/schema.ts';
import { nodeBranches, openLeaves, roadBranches } from './branches.ts';

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
  };

  it('goes kind, road, direction, and leaves out kinds without a road', () => {
    const [kind, ...others] = roadBranches([road], words);
    expect(others).toEqual([]);
    expect([kind?.label, kind?.online, kind?.total]).toEqual(['高速公路', 3, 4]);
    expect(kind?.branches[0]?.branches.map(({ id, leaves }) => [id, leaves])).toEqual([
      ['road:r:up', { roadId: 'r', direction: 'up' }],
      ['road:r:down', { roadId: 'r', direction: 'down' }],
    ]);
  });
  it('loads the cameras of opened directions only', () => {
    const branches = roadBranches([road], words);
    const open = openLeaves(branches, new Set(['kind:expressway', 'road:r', 'road:r:down']));
    expect(open).toEqual([{ id: 'road:r:down', filter: { roadId: 'r', direction: 'down' } }]);
    expect(openLeaves(branches, new Set(['road:r:down']))).toEqual([]);
  });
});
