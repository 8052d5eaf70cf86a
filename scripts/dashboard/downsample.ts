import type { Line } from "./snapshot.ts";

/**
 * Chooses at most `count` points that keep the line's shape (Largest Triangle Three Buckets, Steinarsson 2013): the
 * first, the last, and of each of `count - 2` buckets the point that spans the largest triangle with the one chosen
 * before and the mean of the next bucket. Points without a value are left out, unless there is nothing to leave out.
 *
 * @throws {RangeError} if `count` is below 3.
 */
export function downsampleLttb(line: Line, count: number): Line {
  if (!(count >= 3)) {
    throw new RangeError(`Cannot downsample to ${count} points: 3 at least`);
  }
  if (line.x.length <= count) return line;
  const points = valued(line);
  if (points.length <= count) return toLine(points);
  const chosen = [points[0]!];
  const width = (points.length - 2) / (count - 2);
  for (let bucket = 0; bucket < count - 2; bucket++) {
    const from = 1 + Math.floor(bucket * width);
    const to = 1 + Math.floor((bucket + 1) * width);
    const next = mean(
      points.slice(to, 1 + Math.floor((bucket + 2) * width) || undefined),
      points.at(-1)!,
    );
    chosen.push(largest(points.slice(from, to), chosen.at(-1)!, next));
  }
  chosen.push(points.at(-1)!);
  return toLine(chosen);
}

type Point = readonly [x: number, y: number];

function valued({ x, y }: Line): Point[] {
  return x.flatMap((at, i) => {
    const value = y[i];
    return value === null || value === undefined ? [] : [[at, value] as const];
  });
}

function toLine(points: readonly Point[]): Line {
  return { x: points.map(([x]) => x), y: points.map(([, y]) => y) };
}

function mean(points: readonly Point[], otherwise: Point): Point {
  if (points.length === 0) return otherwise;
  const sum = points.reduce<Point>(
    ([sx, sy], [x, y]) => [sx + x, sy + y],
    [0, 0],
  );
  return [sum[0] / points.length, sum[1] / points.length];
}

function largest(
  points: readonly Point[],
  [ax, ay]: Point,
  [cx, cy]: Point,
): Point {
  let best = points[0]!;
  let bestArea = -1;
  for (const point of points) {
    const [bx, by] = point;
    const area = Math.abs((ax - cx) * (by - ay) - (ax - bx) * (cy - ay));
    if (area > bestArea) [best, bestArea] = [point, area];
  }
  return best;
}
