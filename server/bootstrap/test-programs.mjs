// Programs the tests drive or are judged by: a browser with H.264, ffmpeg, GStreamer and VLC.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fail } from './install.mjs';

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Debian's package for each program; `proof` is what is there once it is installed. */
const PACKAGES = [
  { name: 'ffmpeg', proof: '/usr/bin/ffprobe' },
  { name: 'fonts-noto-cjk', proof: '/usr/share/fonts/opentype/noto' },
  { name: 'python3-gi', proof: '/usr/lib/python3/dist-packages/gi' },
  {
    name: 'gir1.2-gst-rtsp-server-1.0',
    proof: `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/girepository-1.0/GstRtspServer-1.0.typelib`,
  },
  { name: 'gstreamer1.0-tools', proof: '/usr/bin/gst-launch-1.0' },
  { name: 'gstreamer1.0-rtsp', proof: '/usr/share/doc/gstreamer1.0-rtsp' },
  { name: 'gstreamer1.0-plugins-base', proof: '/usr/share/doc/gstreamer1.0-plugins-base' },
  { name: 'gstreamer1.0-plugins-good', proof: '/usr/share/doc/gstreamer1.0-plugins-good' },
  { name: 'gstreamer1.0-plugins-bad', proof: '/usr/share/doc/gstreamer1.0-plugins-bad' },
  { name: 'gstreamer1.0-plugins-ugly', proof: '/usr/share/doc/gstreamer1.0-plugins-ugly' },
  { name: 'gstreamer1.0-libav', proof: '/usr/share/doc/gstreamer1.0-libav' },
  { name: 'vlc-bin', proof: '/usr/bin/vlc' },
  { name: 'vlc-plugin-base', proof: '/usr/share/doc/vlc-plugin-base' },
];

function browser() {
  return [process.env.LUKOU_CHROMIUM, ...BROWSERS].find((path) => path && existsSync(path));
}

function aptInstall(packages) {
  console.log(`lukou: installing ${packages.join(' ')} with apt-get …`);
  const options = { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update'], options);
  const result = spawnSync(
    'apt-get',
    ['install', '-y', '--no-install-recommends', ...packages],
    options,
  );
  if (result.status !== 0) console.error(`${result.stdout ?? ''}${result.stderr ?? ''}`);
}

/**
 * Uses what is there, else installs it on Debian as root, else says how. Without the browser nothing goes on;
 * tests that need one of the other programs are skipped and say so.
 * @returns the browser's path
 */
export function ensureTestPrograms() {
  const missing = PACKAGES.filter(({ proof }) => !existsSync(proof)).map(({ name }) => name);
  if (!browser()) missing.unshift('chromium');
  const canInstall = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (missing.length > 0 && canInstall) aptInstall(missing);
  else if (missing.length > 0)
    console.warn(
      `lukou: not installed: ${missing.join(', ')}. On Debian: sudo apt-get install ${missing.join(' ')}`,
    );
  const found = browser();
  if (!found)
    fail(
      'no browser with H.264 was found. Install Chrome or Chromium, or name one: LUKOU_CHROMIUM=/path/to/chrome npm test',
    );
  return found;
}
