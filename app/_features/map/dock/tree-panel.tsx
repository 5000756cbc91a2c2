'use client';
import { useTranslations } from 'use-intl';
import type { CameraRow, CameraStatus } from '../../../../server/cameras/schema.ts';
import { formatChainage } from '../../../_lib/format/chainage.ts';
import { useAge } from '../../../_lib/format/use-age.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import type { MenuPlace } from '../../../_ui/context-menu.tsx';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { Tree, type TreeRow } from '../../../_ui/tree.tsx';
import { dragCamera } from '../../live/camera-drag.ts';
import { type CameraPlace, dragPlace } from '../../live/place-drag.ts';
import { useMapStore } from '../context.tsx';
import { bareName, usePlaceText } from '../format.ts';
import { useMapCameras } from '../queries.ts';
import type { TreeTab } from '../store.ts';
import {
  type Branch,
  deviceBranches,
  markedBranches,
  nodeBranches,
  openLeaves,
  roadBranches,
} from './branches.ts';
import {
  type Leaves,
  useDevices,
  useDriverNodes,
  useLeaves,
  useMarkedNodes,
  useRoadNodes,
  useSections,
  useTreeNodes,
} from './tree-data.ts';

type PanelProps = {
  id: string;
  onPlay: (cameraId: string) => void;
  onMenu: (cameraId: string, at: MenuPlace) => void;
  /** What a whole branch is good for; branches are nothing to drag without it. */
  onFill?: ((place: CameraPlace) => void) | undefined;
};

export function TreePanel({ tab, ...rest }: PanelProps & { tab: TreeTab }) {
  if (tab === 'roads') return <RoadTree {...rest} />;
  if (tab === 'devices') return <DeviceTree {...rest} />;
  if (tab === 'marked') return <MarkedTree {...rest} />;
  return <NodeTree key={tab} tree={tab} {...rest} />;
}

function RoadTree(props: PanelProps) {
  const t = useTranslations('map');
  const roads = useRoadNodes();
  const open = new Set(useMapStore((store) => store.expanded.roads));
  const sections = useSections(roads.data ?? [], open);
  const branches = roadBranches(roads.data ?? [], sections, {
    kind: {
      expressway: t('expressways'),
      national: t('nationals'),
      provincial: t('provincials'),
      urban: t('urbans'),
      other: t('others'),
    },
    noChainage: t('noChainage'),
  });
  return (
    <BranchTree
      {...props}
      tab="roads"
      branches={branches}
      pending={roads.isPending}
      error={roads.error}
      byChainage
    />
  );
}

function DeviceTree(props: PanelProps) {
  const t = useTranslations('map.driver');
  const drivers = useDriverNodes();
  const { devices, showMore } = useDevices(new Set(useMapStore((store) => store.expanded.devices)));
  const words = { rtsp: t('rtsp'), rtmp: t('rtmp'), onvif: t('onvif'), gb28181: t('gb28181') };
  return (
    <BranchTree
      {...props}
      tab="devices"
      branches={deviceBranches(drivers.data ?? [], devices, words)}
      pending={drivers.isPending}
      error={drivers.error}
      byChainage={false}
      onMoreBranches={showMore}
    />
  );
}

function MarkedTree(props: PanelProps) {
  const t = useTranslations('map');
  const nodes = useMarkedNodes();
  return (
    <BranchTree
      {...props}
      tab="marked"
      branches={nodes.data === undefined ? [] : markedBranches(nodes.data, t('favourites'))}
      pending={nodes.isPending}
      error={nodes.error}
      byChainage={false}
    />
  );
}

function NodeTree({ tree, ...props }: PanelProps & { tree: 'divisions' | 'groups' }) {
  const expanded = useMapStore((store) => store.expanded[tree]);
  const { children, pending, error } = useTreeNodes(tree, expanded);
  return (
    <BranchTree
      {...props}
      tab={tree}
      branches={nodeBranches(tree, children)}
      pending={pending}
      error={error}
      byChainage={false}
    />
  );
}

type BranchTreeProps = PanelProps & {
  tab: TreeTab;
  branches: Branch[];
  pending: boolean;
  error: unknown;
  byChainage: boolean;
  /** More of a branch's branches than it has here. */
  onMoreBranches?: (id: string) => void;
};

function BranchTree({
  id,
  tab,
  branches,
  pending,
  error,
  byChainage,
  onPlay,
  onMenu,
  onFill,
  onMoreBranches,
}: BranchTreeProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const age = useAge();
  const { byId } = useMapCameras();
  const selectedId = useMapStore((store) => store.selectedId);
  const expanded = useMapStore((store) => store.expanded[tab]);
  const toggle = useMapStore((store) => store.toggleBranch);
  const open = new Set(expanded);
  const { leaves, showMore } = useLeaves(openLeaves(branches, open));

  if (pending && error === null) return <LoadingRows rows={12} label={t('common.loading')} />;
  if (error !== null)
    return <ErrorState message={errorText(error)} retryLabel={t('common.retry')} />;
  if (branches.length === 0) return <p className="p-4 text-quiet">{t('map.emptyTree')}</p>;

  const leafRow = (camera: CameraRow, level: number, branchId: string): TreeRow => {
    const status: CameraStatus = byId.get(camera.id)?.status ?? camera.status;
    const since = byId.get(camera.id)?.statusSince ?? camera.statusSince;
    const calm = status === 'online';
    return {
      id: `${branchId}/${camera.id}`,
      level,
      kind: 'leaf',
      label:
        byChainage && camera.chainageM !== null ? <ChainageLabel camera={camera} /> : camera.name,
      mark: <StatusMark status={status} label={t(`status.${status}`)} className="size-2.5" />,
      ...(!calm && { meta: `${t(`status.${status}`)} ${age(since)}` }),
      onActivate: () => onPlay(camera.id),
      onMenu: (at) => onMenu(camera.id, at),
      onDragStart: dragCamera(camera.id),
    };
  };

  const rows: TreeRow[] = [];
  const walk = (list: readonly Branch[], level: number) => {
    for (const branch of list) {
      const isOpen = open.has(branch.id);
      const { place } = branch;
      rows.push({
        id: branch.id,
        level,
        kind: 'branch',
        expanded: isOpen,
        label: branch.label,
        ...(onFill !== undefined && place !== null && dragsPlace(place, onFill)),
        meta: (
          <span title={t('map.onlineOfTotal', { online: branch.online, total: branch.total })}>
            {branch.online} / {branch.total}
          </span>
        ),
      });
      if (!isOpen) continue;
      if (branch.waiting) rows.push(note(branch.id, level + 1, t('common.loading')));
      walk(branch.branches, level + 1);
      const { branchCount = 0, branches: here } = branch;
      if (here.length < branchCount && onMoreBranches !== undefined)
        addMore(branch, level + 1, here.length, branchCount, onMoreBranches);
      addLeaves(branch, leaves.get(branch.id), level + 1);
    }
  };
  const addLeaves = (branch: Branch, own: Leaves | undefined, level: number) => {
    if (branch.leaves === null || own === undefined) return;
    if (own.loading) rows.push(note(branch.id, level, t('common.loading')));
    for (const camera of own.items) rows.push(leafRow(camera, level, branch.id));
    if (own.items.length < own.total) addMore(branch, level, own.items.length, own.total, showMore);
  };
  const addMore = (
    { id: branchId }: Branch,
    level: number,
    here: number,
    of: number,
    show: (id: string) => void,
  ) =>
    rows.push({
      id: `${branchId}/more`,
      level,
      kind: 'leaf',
      label: <span className="text-accent">{`… ${here} / ${of}`}</span>,
      onActivate: () => show(branchId),
    });
  walk(branches, 0);

  return (
    <Tree
      id={id}
      label={t(`map.${tab}`)}
      rows={rows}
      selectedId={
        rows.find((row) => row.kind === 'leaf' && row.id.endsWith(`/${selectedId}`))?.id ?? null
      }
      onToggle={(branchId, isOpen) => toggle(tab, branchId, isOpen)}
    />
  );
}

function dragsPlace(place: CameraPlace, onFill: (place: CameraPlace) => void) {
  return { onDragStart: dragPlace(place), onAlternate: () => onFill(place) };
}

function ChainageLabel({ camera }: { camera: CameraRow }) {
  const placeText = usePlaceText();
  return (
    <>
      {camera.chainageM !== null && formatChainage(camera.chainageM)}
      <span className="text-quiet">
        {' '}
        · {bareName(camera.name, placeText(camera, camera.roadCode))}
      </span>
    </>
  );
}

function note(branchId: string, level: number, text: string): TreeRow {
  return { id: `${branchId}/note`, level, kind: 'note', label: text };
}
