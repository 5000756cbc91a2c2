/** What can be done by a key, where, and by which key unless its person chose another. */

/** Where keys are heard at the same time. */
export type Scope =
  | 'map'
  | 'placing'
  | 'wall'
  | 'patrol'
  | 'ptz'
  | 'panorama'
  | 'picture'
  | 'events';

type Action = { readonly key: string; readonly scopes: readonly Scope[] };

const EVERYWHERE = ['map', 'wall', 'patrol', 'ptz', 'panorama', 'picture', 'events'] as const;
/** On a picture, wherever it is shown. */
const ON_PICTURE = ['map', 'wall', 'picture'] as const;

/** Keys are named as `aria-keyshortcuts` names them, "+" and "-" apart. */
export const ACTIONS = {
  search: { key: '/', scopes: EVERYWHERE },
  sheet: { key: '?', scopes: EVERYWHERE },

  home: { key: 'H', scopes: ['map'] },
  fit: { key: 'F', scopes: ['map'] },
  closePins: { key: 'X', scopes: ['map'] },

  mapViews: { key: 'G', scopes: ['map'] },
  selectBox: { key: 'B', scopes: ['map'] },
  selectLasso: { key: 'L', scopes: ['map'] },
  selectRoad: { key: 'R', scopes: ['map'] },
  placing: { key: 'E', scopes: ['map'] },

  nudgeLeft: { key: 'ArrowLeft', scopes: ['placing'] },
  nudgeRight: { key: 'ArrowRight', scopes: ['placing'] },
  nudgeUp: { key: 'ArrowUp', scopes: ['placing'] },
  nudgeDown: { key: 'ArrowDown', scopes: ['placing'] },
  turnCounter: { key: '[', scopes: ['placing'] },
  turnClockwise: { key: ']', scopes: ['placing'] },

  cellFull: { key: 'F', scopes: ['wall'] },
  wallFull: { key: 'Shift+F', scopes: ['wall', 'patrol'] },
  clearCell: { key: 'Delete', scopes: ['wall'] },
  dock: { key: 'D', scopes: ['wall'] },

  pausePatrol: { key: 'Space', scopes: ['patrol'] },
  previousPage: { key: 'ArrowLeft', scopes: ['patrol'] },
  nextPage: { key: 'ArrowRight', scopes: ['patrol'] },
  unpack: { key: 'U', scopes: ['patrol'] },
  markNormal: { key: 'N', scopes: ['patrol'] },
  markAllNormal: { key: 'Shift+N', scopes: ['patrol'] },
  markAbnormal: { key: 'X', scopes: ['patrol'] },

  acknowledgeEvent: { key: 'A', scopes: ['events'] },
  closeEvent: { key: 'C', scopes: ['events'] },

  turnLeft: { key: 'ArrowLeft', scopes: ['ptz'] },
  turnRight: { key: 'ArrowRight', scopes: ['ptz'] },
  turnUp: { key: 'ArrowUp', scopes: ['ptz'] },
  turnDown: { key: 'ArrowDown', scopes: ['ptz'] },
  lensIn: { key: '+', scopes: ['ptz'] },
  lensOut: { key: '-', scopes: ['ptz'] },
  irisClose: { key: '[', scopes: ['ptz'] },
  irisOpen: { key: ']', scopes: ['ptz'] },
  autoFocus: { key: 'A', scopes: ['ptz'] },
  headHome: { key: 'Home', scopes: ['ptz'] },
  ptzStop: { key: 'Space', scopes: ['ptz'] },
  ptzLock: { key: 'L', scopes: ['ptz'] },

  ptzMode: { key: 'P', scopes: [...ON_PICTURE, 'ptz'] },
  snapshot: { key: 'S', scopes: ON_PICTURE },
  record: { key: 'Shift+S', scopes: ON_PICTURE },
  sound: { key: 'M', scopes: ON_PICTURE },
  talk: { key: 'T', scopes: ON_PICTURE },
  talkLock: { key: 'Shift+T', scopes: ON_PICTURE },
  zoomIn: { key: '+', scopes: ['wall', 'picture'] },
  zoomOut: { key: '-', scopes: ['wall', 'picture'] },
  zoomWhole: { key: '0', scopes: ['wall', 'picture'] },
  backward: { key: 'ArrowLeft', scopes: ON_PICTURE },
  forward: { key: 'ArrowRight', scopes: ON_PICTURE },
  roadWall: { key: 'W', scopes: ON_PICTURE },
  stats: { key: 'I', scopes: ON_PICTURE },
  panorama: { key: 'V', scopes: [...ON_PICTURE, 'panorama'] },

  lookLeft: { key: 'ArrowLeft', scopes: ['panorama'] },
  lookRight: { key: 'ArrowRight', scopes: ['panorama'] },
  lookUp: { key: 'ArrowUp', scopes: ['panorama'] },
  lookDown: { key: 'ArrowDown', scopes: ['panorama'] },
  lookCloser: { key: '+', scopes: ['panorama'] },
  lookWider: { key: '-', scopes: ['panorama'] },
  lookStraight: { key: '0', scopes: ['panorama'] },
} as const satisfies Record<string, Action>;

export type ActionId = keyof typeof ACTIONS;
export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[];

export function scopesOf(id: ActionId): readonly Scope[] {
  return ACTIONS[id].scopes;
}
