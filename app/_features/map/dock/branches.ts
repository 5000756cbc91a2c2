import { type CameraListInput, SECTION_M } from '../../../../server/cameras/schema.ts';
import {
  DEVICE_DRIVERS,
  type DeviceNode,
  type DriverNode,
  type MarkedNodes,
  type RoadNode,
  type SectionNode,
  type TreeNode,
} from '../../../../server/trees/schema.ts';
import { formatChainage } from '../../../_lib/format/chainage.ts';
import type { CameraPlace } from '../../live/place-drag.ts';

export type LeafFilter = CameraPlace & Pick<CameraListInput, 'directly'>;

/** A node of any of the trees, ready to be shown. */
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
  /** How many branches it has in all, where only the first of them are here. */
  branchCount?: number;
};

export type RoadWords = {
  kind: Record<RoadNode['kind'], string>;
  noChainage: string;
};

type Counts = { readonly online: number; readonly total: number };

const KINDS: RoadNode['kind'][] = ['expressway', 'national', 'provincial', 'urban', 'other'];

const sum = (nodes: readonly Counts[], key: keyof Counts) =>
  nodes.reduce((all, node) => all + node[key], 0);

/** Sections of the directions that were opened, by the direction's branch. */
export type Sections = ReadonlyMap<string, readonly SectionNode[]>;

/** Kind → road → direction → section; kinds without a road are left out. */
export function roadBranches(
  roads: readonly RoadNode[],
  sections: Sections,
  words: RoadWords,
): Branch[] {
  return KINDS.flatMap((kind) => {
    const own = roads.filter((road) => road.kind === kind);
    if (own.length === 0) return [];
    return [
      {
        id: `kind:${kind}`,
        label: words.kind[kind],
        online: sum(own, 'online'),
        total: sum(own, 'total'),
        branches: own.map((road) => roadBranch(road, sections, words)),
        leaves: null,
        place: null,
        waiting: false,
      },
    ];
  });
}

export const directionBranchId = (roadId: string, direction: string) =>
  `road:${roadId}:${direction}`;

function roadBranch(road: RoadNode, sections: Sections, words: RoadWords): Branch {
  return {
    id: `road:${road.id}`,
    label: `${road.code} ${road.name}`,
    online: road.online,
    total: road.total,
    branches: road.directions.map(({ direction, name, online, total }) => {
      const id = directionBranchId(road.id, direction);
      const place = { roadId: road.id, direction };
      const own = sections.get(id);
      return {
        id,
        label: name,
        online,
        total,
        branches: (own ?? []).map((node) => sectionBranch(id, place, node, words)),
        leaves: null,
        place,
        waiting: own === undefined,
      };
    }),
    leaves: null,
    place: { roadId: road.id },
    waiting: false,
  };
}

function sectionBranch(
  directionId: string,
  direction: CameraPlace,
  { section, online, total }: SectionNode,
  words: RoadWords,
): Branch {
  const place = { ...direction, section };
  const label =
    section === null
      ? words.noChainage
      : `${formatChainage(section * SECTION_M)} – ${formatChainage((section + 1) * SECTION_M)}`;
  return {
    id: `${directionId}:${section ?? 'none'}`,
    label,
    online,
    total,
    branches: [],
    leaves: place,
    place,
    waiting: false,
  };
}

/** What a person has marked, then every tag. */
export function markedBranches({ favourites, tags }: MarkedNodes, own: string): Branch[] {
  const branch = (id: string, label: string, place: CameraPlace, counts: Counts): Branch => ({
    id,
    label,
    online: counts.online,
    total: counts.total,
    branches: [],
    leaves: place,
    place,
    waiting: false,
  });
  return [
    branch('favourites', own, { favourite: true }, favourites),
    ...tags.map(({ tag, ...counts }) => branch(`tag:${tag}`, `#${tag}`, { tag }, counts)),
  ];
}

/** The devices of a driver, as far as they were asked for. */
export type Devices = ReadonlyMap<
  CameraListInput['driver'],
  { nodes: readonly DeviceNode[]; devices: number }
>;

/** Driver → device → channels; where a stream is all there is, driver → cameras. */
export function deviceBranches(
  drivers: readonly DriverNode[],
  devices: Devices,
  words: Record<DriverNode['driver'], string>,
): Branch[] {
  return drivers.map(({ driver, online, total }) => {
    const signsIn = DEVICE_DRIVERS.includes(driver);
    const own = devices.get(driver);
    return {
      id: `driver:${driver}`,
      label: words[driver],
      online,
      total,
      branches: (own?.nodes ?? []).map(deviceBranch),
      leaves: signsIn ? null : { driver },
      place: { driver },
      waiting: signsIn && own === undefined,
      ...(own !== undefined && { branchCount: own.devices }),
    };
  });
}

function deviceBranch({ id, host, maker, model, cameraName, online, total }: DeviceNode): Branch {
  const kind = [maker, model].filter((part) => part !== null && part !== '').join(' ');
  return {
    id: `device:${id}`,
    label: [cameraName ?? kind, host].filter((part) => part !== '').join(' · '),
    online,
    total,
    branches: [],
    leaves: { deviceId: id },
    place: { deviceId: id },
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
