/** What decides between workers. */
export type Candidate = {
  readonly id: string;
  /** First digits of the division codes it carries first; null: it carries any. */
  readonly region: string | null;
  readonly weight: number;
  /** Share of one core at the last report, 0–1. */
  readonly cpu: number;
  readonly viewers: number;
  readonly streams: number;
};

/** A report is up to 2 s old: each stream given since counts as about what one costs. */
const CPU_PER_NEW_STREAM = 0.005;
/** Above this a worker's viewers are served by another one that fetches the stream from it. */
const BUSY = 0.75;
/** Another worker takes viewers over only where it has room for more than a few. */
const ROOM = 0.5;

/** Those for the camera's region come first, the most exact first; then those for any; then the rest. */
function nearness(region: string | null, divisionCode: string): number {
  if (region === null) return 0;
  return divisionCode.startsWith(region) ? region.length : -1;
}

/** Who carries a stream best; `given` counts streams placed since the last reports. Null: nobody is there. */
export function bestWorker<C extends Candidate>(
  candidates: readonly C[],
  divisionCode: string,
  given: ReadonlyMap<string, number>,
): C | null {
  const load = ({ id, cpu, weight }: C) =>
    (cpu + (given.get(id) ?? 0) * CPU_PER_NEW_STREAM) / weight;
  const better = (a: C, b: C) =>
    nearness(b.region, divisionCode) - nearness(a.region, divisionCode) ||
    load(a) - load(b) ||
    a.viewers / a.weight - b.viewers / b.weight ||
    a.streams / a.weight - b.streams / b.weight ||
    (a.id < b.id ? -1 : 1);
  return candidates.toSorted(better)[0] ?? null;
}

/**
 * Who serves a new viewer of a stream that `origin` carries: the origin while it is not busy, else a worker that fetches
 * the stream already, else the one with most room; the origin again where nobody has room.
 */
export function viewersPlace<C extends Candidate>(
  origin: C,
  others: readonly C[],
  relaying: ReadonlySet<string>,
): C {
  if (origin.cpu < BUSY) return origin;
  const roomy = others.filter(({ cpu }) => cpu < ROOM).toSorted((a, b) => a.cpu - b.cpu);
  const already = others.find(({ id, cpu }) => relaying.has(id) && cpu < BUSY);
  return already ?? roomy[0] ?? origin;
}
