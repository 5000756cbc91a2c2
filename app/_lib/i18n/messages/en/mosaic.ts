import type { mosaic as chinese } from '../zh/mosaic.ts';

export const mosaic: typeof chinese = {
  mosaic: {
    title: 'Mosaic',
    picture: 'Mosaic: {name}',
    toWall: 'Open the wall',
    fullScreen: 'Full screen',
    addresses: 'Play addresses',
    addressesTitle: 'Play addresses of “{name}”',
    addressesHint:
      'For decoders, television sets and other players, without signing in: whoever has an address sees these cameras. They may be opened for {days} days; each time they are taken is written into the audit trail.',
    reveal: 'Take addresses',
    until: 'Valid until {time}, or until all addresses are ended.',
    close: 'End all addresses',
    closeHint:
      'Devices that play one of them stop at once; whoever watches in the console has the picture back by itself.',
    closed: 'All addresses that were taken are worthless now.',
    idle: 'Not made while nobody watches: it costs nothing then.',
    cost: '{cameras} cameras / {cells} cells',
    decodes: 'decodes {pictures} pictures/s, {pixels} megapixels/s',
    makes: 'makes {fps} pictures/s, {bitrate}',
    viewers: '{count} watching',
    node: 'worker {node}',
    keyFrames:
      'Cells that show key frames only, to stay within what the worker can decode: {count}',
    missing: 'No picture: {name} ({reason})',
  },
};
