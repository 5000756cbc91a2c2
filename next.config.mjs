/** Pages only: Lukou's own HTTP server mounts Next, so headers, compression and the API live there. */
process.env.NEXT_TELEMETRY_DISABLED = '1';

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // `npm test` runs the compiler once over everything; a second run here would only slow the first start.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  turbopack: { root: import.meta.dirname },
};

export default config;
