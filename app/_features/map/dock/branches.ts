import type { RoadNode, TreeNode } from '../../../../server/trees/schema.ts';
import type { CameraPlace } from '../../live/place-drag.ts';
import type { LeafFilter } from './tree-data.ts';

/** A node of any of the three trees, ready to be shown. */
export type Branch = {
  id: string;
  label: string;
  online: number;
  total: number;
  branches: Branch[];
  /** Where its own cameras come from; null when it has none of its own. */
  leaves: LeafFilter | null;
  /** What all cameras below it are found by; null where that is no place of its own. */
  place: CameraPlace | null;
  /** Its branches are still on their way. */
  waiting: boolean;
};

export type RoadWords = {
  kind: Record<RoadNode['kind'], string>;
};

const KINDS: RoadNode['kind'][] = ['expressway', 'national', 'provincial', 'urban', 'other'];

const sum = (nodes: readonly { online: number; total: number }[], key: 'online' | 'total') =>
  nodes.reduce((all, node) => all + node[key], 0);

/** Kind → road → direction; kinds without a road are left out. */
export function roadBranches(roads: readonly RoadNode[], words: RoadWords): Branch[] {
  return KINDS.flatMap((kind) => {
    const own = roads.filter((road) => road.kind === kind);
    if (own.length === 0) return [];
    return [
      {
        id: `kind:${kind}`,
        label: words.kind[kind],
        online: sum(own, 'online'),
        total: sum(own, 'total'),
        branches: own.map(roadBranch),
        leaves: null,
        place: null,
        waiting: false,
      },
    ];
  });
}

function roadBranch(road: RoadNode): Branch {
  return {
    id: `road:${road.id}`,
    label: `${road.code} ${road.name}`,
    online: road.online,
    total: road.total,
    branches: road.directions.map(({ direction, name, online, total }) => ({
      id: `road:${road.id}:${direction}`,
      label: name,
      online,
      total,
      branches: [],
      leaves: { roadId: road.id, direction },
      place: { roadId: road.id, direction },
      waiting: false,
    })),
    leaves: null,
    place: { roadId: road.id },
    waiting: false,
  };
}

/** Divisions or groups as far as they were opened. */
export function nodeBranches(
  tree: 'divisions' | 'groups',
  children: ReadonlyMap<string | null, readonly TreeNode[]>,
  parentId: string | null = null,
): Branch[] {
  const filterKey = tree === 'divisions' ? 'divisionId' : 'groupId';
  return (children.get(parentId) ?? []).map((node) => {
    const below = children.get(node.id);
    // Cameras that hang on the node itself, beside its branches.
    const direct = !node.hasChildren || (below !== undefined && sum(below, 'total') < node.total);
    return {
      id: node.id,
      label: node.name,
      online: node.online,
      total: node.total,
      branches: nodeBranches(tree, children, node.id),
      leaves: direct && node.total > 0 ? { [filterKey]: node.id, directly: true } : null,
      place: { [filterKey]: node.id },
      waiting: node.hasChildren && below === undefined,
    };
  });
}

/** The opened branches that have cameras of their own. */
export function openLeaves(
  branches: readonly Branch[],
  expanded: ReadonlySet<string>,
): { id: string; filter: LeafFilter }[] {
  return branches.flatMap((branch) => {
    if (!expanded.has(branch.id)) return [];
    const own = branch.leaves === null ? [] : [{ id: branch.id, filter: branch.leaves }];
    return [...own, ...openLeaves(branch.branches, expanded)];
  });
}
