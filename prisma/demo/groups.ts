import type { DemoCamera, Scene } from './cameras.ts';

type Group = { readonly code: string; readonly name: string; holds(camera: DemoCamera): boolean };
type Root = { readonly code: string; readonly name: string; readonly groups: readonly Group[] };

const byScene = (code: string, name: string, scene: Scene): Group => ({
  code,
  name,
  holds: (camera) => camera.scene === scene,
});

/** North of the Huai fog is frequent, in the southern mountains ice. */
const HUAI_LAT = 32.6;
const MOUNTAINS_LAT = 30.7;

export const GROUPS: readonly Root[] = [
  {
    code: 'expressway',
    name: '高速公路监控',
    groups: [
      byScene('mainline', '路段主线', 'mainline'),
      byScene('interchange', '互通立交', 'interchange'),
      byScene('bridge', '桥梁', 'bridge'),
      byScene('tunnel', '隧道', 'tunnel'),
      byScene('toll', '收费站', 'toll'),
      byScene('service', '服务区', 'service'),
      byScene('patrol', '移动巡逻', 'patrol'),
    ],
  },
  {
    code: 'weather',
    name: '气象重点路段',
    groups: [
      {
        code: 'fog',
        name: '团雾易发路段',
        holds: ({ scene, lat }) => lat > HUAI_LAT && scene === 'mainline',
      },
      {
        code: 'ice',
        name: '冰雪易阻路段',
        holds: ({ scene, lat }) =>
          lat < MOUNTAINS_LAT && (scene === 'bridge' || scene === 'tunnel'),
      },
    ],
  },
];
