'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { type CameraKind, cameraKindSchema } from '../../../../server/cameras/schema.ts';
import type { MapLayer } from '../../../../server/map-views/schema.ts';
import { roadsideKindSchema } from '../../../../server/roadside/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { DeviceMark } from '../../roadside/components/device-mark.tsx';
import { useLayerStore } from '../context.tsx';

const STATUSES = ['online', 'offline', 'fault', 'unknown'] as const;

const LINE = 'h-0.5 w-5 rounded-full bg-(--map-expressway)';
/** What a layer looks like on the map. */
const OTHERS = [
  { layer: 'roads', mark: <span className={LINE} />, builtin: false },
  { layer: 'roadLabels', mark: <Letters>G40</Letters>, builtin: false },
  { layer: 'posts', mark: <Letters>K12</Letters>, builtin: false },
  {
    layer: 'cones',
    mark: <span className="size-3.5 bg-accent/40 [clip-path:polygon(50%_100%,0_0,100%_0)]" />,
    builtin: false,
  },
  { layer: 'borders', mark: <span className="size-3.5 border border-quiet" />, builtin: true },
  { layer: 'places', mark: <Letters>Aa</Letters>, builtin: true },
] as const satisfies { layer: MapLayer; mark: ReactNode; builtin: boolean }[];

/** Legend and switches in one: what every mark means, and whether it is on the map. */
export function LayerPanel({ builtin }: { builtin: boolean }) {
  const t = useTranslations();
  return (
    <section
      aria-label={t('map.layers.title')}
      className="scroll-area absolute top-10 right-10 max-h-[calc(100vh-9rem)] w-52 rounded-md border border-edge bg-panel px-3 py-2 text-sm"
    >
      <Group title={t('map.layers.states')}>
        {STATUSES.map((status) => (
          <Switch
            key={status}
            layer={status}
            label={t(`status.${status}`)}
            mark={<StatusMark status={status} />}
          />
        ))}
        <li className="flex items-center gap-2 pl-5.5 text-quiet">
          <Slot>
            <span className="grid size-5 place-items-center rounded-full border-2 border-online text-2xs">
              9
            </span>
          </Slot>
          {t('map.legendCluster')}
        </li>
      </Group>
      <Group title={t('map.layers.kinds')}>
        {cameraKindSchema.options.map((kind) => (
          <Switch
            key={kind}
            layer={kind}
            label={t(`devices.kind.${kind}`)}
            mark={<KindMark kind={kind} />}
          />
        ))}
        <li className="flex items-center gap-2 pl-5.5 text-quiet">
          <Slot>
            <MovingMark className="opacity-45" />
          </Slot>
          {t('map.legendStale')}
        </li>
      </Group>
      <Group title={t('roadside.layer')}>
        {roadsideKindSchema.options.map((kind) => (
          <Switch
            key={kind}
            layer={kind}
            label={t(`roadside.kind.${kind}`)}
            mark={<DeviceMark kind={kind} />}
          />
        ))}
      </Group>
      <Group title={t('map.layers.map')}>
        {OTHERS.filter((other) => builtin || !other.builtin).map(({ layer, mark }) => (
          <Switch key={layer} layer={layer} label={t(`map.layers.${layer}`)} mark={mark} />
        ))}
      </Group>
    </section>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="mb-2 last:mb-0">
      <legend className="mb-1 text-quiet text-xs">{title}</legend>
      <ul className="flex flex-col gap-1">{children}</ul>
    </fieldset>
  );
}

function Switch({ layer, label, mark }: { layer: MapLayer; label: string; mark: ReactNode }) {
  const on = useLayerStore((store) => !store.hidden.includes(layer));
  const toggle = useLayerStore((store) => store.toggle);
  return (
    <li>
      <label className="flex cursor-pointer items-center gap-2">
        <input
          type="checkbox"
          checked={on}
          onChange={() => toggle(layer)}
          className="size-3.5 accent-accent"
        />
        <Slot>{mark}</Slot>
        {label}
      </label>
    </li>
  );
}

function Slot({ children }: { children: ReactNode }) {
  return (
    <span aria-hidden="true" className="grid w-7 shrink-0 place-items-center">
      {children}
    </span>
  );
}

function Letters({ children }: { children: string }) {
  return <span className="text-2xs text-quiet">{children}</span>;
}

const KIND_PATHS: Record<Exclude<CameraKind, 'mobile'>, string | null> = {
  bullet: null,
  dome: 'M8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  ptz: 'M5 8h6M8 5v6',
  panorama: 'M8 5.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2z',
};
const FILLED: ReadonlySet<CameraKind> = new Set(['dome']);

/** As the map draws it inside a camera's mark; one that moves has a mark of its own. */
function KindMark({ kind }: { kind: CameraKind }) {
  if (kind === 'mobile') return <MovingMark />;
  const path = KIND_PATHS[kind];
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4">
      <circle cx="8" cy="8" r="5.5" className="fill-online" />
      {path !== null && (
        <path
          d={path}
          className={FILLED.has(kind) ? 'fill-panel' : 'fill-none stroke-panel'}
          strokeWidth="1.6"
        />
      )}
    </svg>
  );
}

function MovingMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={cn('size-4', className)}>
      <path d="M8 1.5l5.2 12.8L8 11.5l-5.2 2.8z" className="fill-online" />
    </svg>
  );
}
