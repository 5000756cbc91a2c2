/** The map's colours and sizes, read from the tokens of the page so that they stand in one place. */
export type MapPalette = {
  dark: boolean;
  scale: number;
  font: string;
  water: string;
  land: string;
  home: string;
  border: string;
  label: string;
  halo: string;
  expressway: string;
  road: string;
  roadside: string;
  accent: string;
  text: string;
  panel: string;
  online: string;
  offline: string;
  fault: string;
  alarm: string;
};

export function readPalette(): MapPalette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    dark: document.documentElement.dataset.theme !== 'light',
    scale: Number(token('--ui-scale')) || 1,
    font: getComputedStyle(document.body).fontFamily,
    water: token('--map-water'),
    land: token('--map-land'),
    home: token('--map-home'),
    border: token('--map-border'),
    label: token('--map-label'),
    halo: token('--map-halo'),
    expressway: token('--map-expressway'),
    road: token('--map-road'),
    roadside: token('--map-roadside'),
    accent: token('--color-accent'),
    text: token('--color-text'),
    panel: token('--color-panel'),
    online: token('--color-online'),
    offline: token('--color-offline'),
    fault: token('--color-fault'),
    alarm: token('--color-alarm'),
  };
}
