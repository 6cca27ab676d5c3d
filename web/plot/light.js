// SPDX-License-Identifier: Apache-2.0
// The light of a document as lines of a drawing: minima and maxima as a band, the mean (or the
// smoothed readings) as a line, both broken at gaps.

/// Points {at, until, low, high, mean}, from columns or from single readings.
export function pointsOf(light) {
  if (light.at) {
    return light.at.map((at, i) => ({
      at, until: at, low: light.lux[i], high: light.lux[i], mean: light.smoothed[i],
    }));
  }
  return light.index.map((index, i) => ({
    at: light.from + index * light.step,
    until: light.from + (index + 1) * light.step,
    low: light.low[i],
    high: light.high[i],
    mean: light.mean[i],
  }));
}

/// First point that ends after `at`. Requires: sorted.
function firstAfter(points, at) {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].until <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/// The points that a window shows, and one on either side.
export function visible(points, from, until) {
  const first = Math.max(0, firstAfter(points, from) - 1);
  let end = firstAfter(points, until);
  end = Math.min(points.length, end + 2);
  return points.slice(first, end);
}

/// At most about `most` points; neighbours are put together, and no minimum or maximum is lost.
export function thinned(points, most) {
  const together = Math.ceil(points.length / most);
  if (together <= 1) return points;
  const thin = [];
  for (let i = 0; i < points.length; i += together) {
    const part = points.slice(i, i + together);
    thin.push({
      at: part[0].at,
      until: part.at(-1).until,
      low: Math.min(...part.map((point) => point.low)),
      high: Math.max(...part.map((point) => point.high)),
      mean: part.reduce((sum, point) => sum + point.mean, 0) / part.length,
    });
  }
  return thin;
}

/// Points between which there is no gap, as lists.
export function stretches(points, gaps) {
  const parts = [];
  let next = 0;
  let part = [];
  for (const point of points) {
    const before = part.at(-1);
    while (next < gaps.length && before && gaps[next][1] <= before.at) ++next;
    const broken = before && next < gaps.length && gaps[next][0] >= before.at && gaps[next][1] <= point.until
      && gaps[next][0] < point.until;
    if (broken) {
      parts.push(part);
      part = [];
    }
    part.push(point);
  }
  if (part.length) parts.push(part);
  return parts;
}

const middle = (point) => (point.at + point.until) / 2;
const number = (value) => value.toFixed(1);

/// The line of the means.
export function meanPath(parts, x, y) {
  return parts.map((part) => {
    const line = part.map((point) => `${number(x(middle(point)))} ${number(y(point.mean))}`);
    return line.length === 1 ? `M${line[0]}h0.1` : `M${line.join("L")}`;
  }).join("");
}

/// The line through single readings.
export function readingPath(parts, x, y) {
  return parts.map((part) => `M${part.map((point) => `${number(x(point.at))} ${number(y(point.high))}`).join("L")}`).join("");
}

/// What lies between minima and maxima.
export function bandPath(parts, x, y) {
  return parts.map((part) => {
    const above = part.flatMap((point) => [`${number(x(point.at))} ${number(y(point.high))}`, `${number(x(point.until))} ${number(y(point.high))}`]);
    const below = part.flatMap((point) => [`${number(x(point.at))} ${number(y(point.low))}`, `${number(x(point.until))} ${number(y(point.low))}`]);
    return `M${above.join("L")}L${below.reverse().join("L")}Z`;
  }).join("");
}

/// The scale of light: square roots, so that a lamp of 20 lux is seen beside a noon of 500.
export function rootScale(lowest, highest, top, bottom) {
  const root = (lux) => Math.sign(lux) * Math.sqrt(Math.abs(lux));
  const least = root(Math.min(0, lowest));
  const most = Math.max(root(highest), least + 1);
  return (lux) => bottom - (root(lux) - least) / (most - least) * (bottom - top);
}

/// Lux at which to draw lines: few, and apart.
export function luxTicks(highest) {
  const all = [0, 5, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
  const below = all.filter((lux) => lux <= highest);
  const apart = [];
  for (const lux of below.reverse()) {
    if (!apart.length || Math.sqrt(apart.at(-1)) - Math.sqrt(lux) > Math.sqrt(highest) * 0.12) apart.push(lux);
  }
  return apart.reverse();
}
