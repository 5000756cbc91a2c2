/** Our own 16 × 16 line icons: one path each, 1.5 px strokes, colour of the text around them. */
const PATHS = {
  map: 'M2 4l4-1.5 4 1.5 4-1.5v9.5l-4 1.5-4-1.5-4 1.5zM6 2.5v9.5M10 4v9.5',
  wall: 'M2 2.5h12v11H2zM2 8h12M8 2.5v11',
  lock: 'M4 7.5h8V14H4zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2',
  sidebar: 'M2 3h12v10H2zM6 3v10',
  camera: 'M2 5.5h8v5H2zM10 7.2l4-2v5.6l-4-2M4 10.5v2.5h3',
  system: 'M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3v3M5.5 10v3',
  users:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M11 3a2.2 2.2 0 0 1 0 4.3M12.5 9.8c1.3.600 2 1.9 2 3.7',
  audit: 'M3.5 2h9v12h-9zM5.5 5h5M5.5 8h5M5.5 11h3',
  worker: 'M2 3h12v4H2zM2 9h12v4H2zM4.5 5h.01M4.5 11h.01M7 5h4M7 11h4',
  layers: 'M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  chevronRight: 'M6 3.5L10.5 8 6 12.5',
  chevronDown: 'M3.5 6L8 10.5 12.5 6',
  expand: 'M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5',
  shrink: 'M13.5 6.5h-4v-4M9.5 6.5l4.5-4.5M2.5 9.5h4v4M6.5 9.5L2 14',
  home: 'M2.5 7.5L8 2.5l5.5 5M4 6.5v7h8v-7',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10M6 6h4v4H6z',
  globe:
    'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM2 8h12M8 2c2 2 2.5 4 2.5 6S10 12 8 14c-2-2-2.5-4-2.5-6S6 4 8 2z',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  user: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5',
  signOut: 'M6 2.5H3v11h3M10 5l3 3-3 3M13 8H6',
  again: 'M3 8a5 5 0 1 0 1.5-3.5L3 6M3 2.5V6h3.5M8 5.5V8l2 1.5',
  pip: 'M2 3h12v10H2zM8 8h4v3H8z',
  zoomIn: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3M4.5 7h5M7 4.5v5',
  zoomOut: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3M4.5 7h5',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5v3.5M8 5h.01',
  help: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.2 6.3C6.3 5.2 7 4.7 8 4.7s1.8.6 1.8 1.6c0 1.2-1.8 1.4-1.8 2.7M8 11.3h.01',
  edit: 'M3 13l.7-3L11 2.7 13.3 5 6 12.3zM9.5 4.2l2.3 2.3',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4',
  upload: 'M8 10.5V2.5M4.5 6L8 2.5 11.5 6M2.5 10.5v3h11v-3',
  download: 'M8 2.5v8M4.5 7L8 10.5 11.5 7M2.5 10.5v3h11v-3',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3',
  retry: 'M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5',
  locate: 'M8 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM8 1v4M8 11v4M1 8h4M11 8h4',
  pin: 'M8 14.5S3.5 10 3.5 6.5a4.5 4.5 0 0 1 9 0C12.5 10 8 14.5 8 14.5zM8 8a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  track:
    'M3 13a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM13 6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 11.5H9a2 2 0 0 0 0-4H7a2 2 0 0 1 0-4h4.5',
  key: 'M5 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 8h6M11.5 8v2.5M14 8v2',
  play: 'M4.5 3l8 5-8 5z',
  pause: 'M5 3v10M11 3v10',
  previous: 'M12 3.5L6 8l6 4.500zM4 3.5v9',
  next: 'M4 3.5L10 8l-6 4.500zM12 3.5v9',
  patrol:
    'M13.5 8a5.5 5.5 0 1 1-1.800-4.100L13.5 5.500M13.5 2v3.5H10M6.500 5.800L10.500 8l-4 2.200z',
  up: 'M3.5 10L8 5.5l4.5 4.5',
  grip: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01',
  road: 'M5.5 2L2.5 14M10.5 2l3 12M8 3v2M8 7v2M8 11v2',
  folder: 'M2 4h4l1.5 1.5H14V13H2z',
  region: 'M3 3h5l2 2h3v8H8l-2-2H3z',
  sound: 'M2.5 6h2.5l3.5-3v10L5 10H2.5zM11 5.5a3.5 3.5 0 0 1 0 5',
  mute: 'M2.5 6h2.5l3.5-3v10L5 10H2.5zM11 6l3.5 4M14.5 6L11 10',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  block: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM4 4l8 8',
  ptz: 'M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M6.5 3L8 1.5 9.5 3M6.5 13L8 14.5 9.5 13M3 6.5L1.5 8 3 9.5M13 6.5L14.5 8 13 9.5M8 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  arrowUp: 'M8 13V3M4 7l4-4 4 4',
  stop: 'M4 4h8v8H4z',
  talk: 'M8 10a2 2 0 0 0 2-2V4a2 2 0 0 0-4 0v4a2 2 0 0 0 2 2zM4 7.5a4 4 0 0 0 8 0M8 11.5V14M5.500 14h5',
  unlock: 'M4 7.5h8V14H4zM5.5 7.5v-2a2.5 2.5 0 0 1 4.8-1',
  around:
    'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM2 8c2 2 4 2.5 6 2.5s4-.5 6-2.5M8 2c-1.500 2-2 4-2 6s.500 4 2 6',
  tilt: 'M5.5 2h5v12h-5zM2.5 5L1 8l1.500 3M13.5 5L15 8l-1.500 3',
  screen: 'M1.5 2.5h13v9h-13zM5 14h6M8 11.5V14',
  box: 'M2.5 4.5v-2h2M7 2.5h2M11.5 2.5h2v2M13.5 7v2M13.5 11.5v2h-2M9 13.5H7M4.5 13.5h-2v-2M2.5 9V7',
  lasso:
    'M5.5 10.500c-2-.8-3.500-2.200-3.500-3.800C2 4.300 4.700 2.500 8 2.500s6 1.800 6 4.200-2.700 4.200-6 4.200c-.6 0-1.200 0-1.700-.2M5.500 9.500a1.300 1.300 0 1 0 0 2.600 1.300 1.300 0 0 0 0-2.600zM5.500 12.100c0 .9-.5 1.500-1.500 1.900',
  fault: 'M8 2.500L14.500 13.500H1.500zM8 6.500v3.500M8 11.800h.01',
  star: 'M8 2l1.800 4 4.300.4-3.300 2.900 1 4.300L8 11.300l-3.800 2.300 1-4.300L1.900 6.400 6.200 6z',
  unstar:
    'M8 2l1.800 4 4.300.4-3.300 2.900 1 4.300L8 11.300l-3.800 2.300 1-4.300L1.900 6.400 6.200 6zM2 2l12 12',
  record:
    'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  event: 'M4 11.500V7a4 4 0 0 1 8 0v4.500l1 1H3zM6.500 14h3M8 3V1.500',
  undo: 'M6 3L2.5 6.5 6 10M2.5 6.5h7a4 4 0 0 1 0 8H7',
  redo: 'M10 3l3.5 3.5L10 10M13.5 6.5h-7a4 4 0 0 0 0 8H9',
  ruler: 'M1.5 5.5h13v5h-13zM4.5 5.5v2M8 5.5v3M11.5 5.5v2',
} as const satisfies Record<string, string>;

export type IconName = keyof typeof PATHS;

export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className ?? 'size-4 shrink-0'}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
