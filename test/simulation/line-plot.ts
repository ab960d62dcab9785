/** Lines over time as SVG: hours below, from 0 upwards, one legend. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [hour: number, value: number])[];
}

export interface LinePlot {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Hours that are marked with a word, such as when something began. */
  readonly marks: readonly (readonly [hour: number, word: string])[];
}

const [width, height, left, top, plotWidth, plotHeight] = [960, 300, 80, 36, 850, 210];
const colors = ['#1f6feb', '#d1570b', '#2da44e', '#8250df'];

export function linePlot({ title, lines, marks }: LinePlot): string {
  const points = lines.flatMap((line) => line.points);
  const hours = Math.max(1, ...points.map(([hour]) => hour));
  const step = niceStep(Math.max(1e-9, ...points.map(([, value]) => value)) / 5);
  const most = step * Math.ceil(Math.max(1e-9, ...points.map(([, value]) => value)) / step);
  const x = (hour: number) => round(left + (hour / hours) * plotWidth);
  const y = (value: number) => round(top + plotHeight - (value / most) * plotHeight);
  const hourStep = Math.max(1, niceStep(hours / 12));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(left, 18, title, 'start', 'font-weight="bold"'),
    ...steps(0, most, step).flatMap((value) => [
      rule(left, y(value), left + plotWidth, y(value)),
      text(left - 8, y(value) + 4, shortNumber(value), 'end'),
    ]),
    ...steps(0, hours, hourStep).map((hour) => text(x(hour), top + plotHeight + 18, `${hour} h`, 'middle')),
    ...marks.flatMap(([hour, word]) => [
      rule(x(hour), top, x(hour), top + plotHeight),
      text(x(hour) + 3, top + plotHeight - 4, word, 'start'),
    ]),
    ...lines.flatMap((line, index) => drawLine(line, index, x, y)),
    '</svg>',
    '',
  ].join('\n');
}

type Scale = (value: number) => number;

function drawLine({ name, points }: Line, index: number, x: Scale, y: Scale): string[] {
  const color = colors[index % colors.length]!;
  const [legendX, legendY] = [left + 10 + index * 200, height - 14];
  const path = points.map(([hour, value]) => `${x(hour)},${y(value)}`).join(' ');
  return [
    `<polyline points="${path}" stroke="${color}" stroke-width="1.5" fill="none"/>`,
    `<line x1="${legendX}" y1="${legendY - 4}" x2="${legendX + 24}" y2="${legendY - 4}" stroke="${color}" stroke-width="2"/>`,
    text(legendX + 30, legendY, name, 'start'),
  ];
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, index) => from + index * step);
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least - 1e-12) ?? 10);
}

export function shortNumber(value: number): string {
  if (value >= 1e6) return `${round(value / 1e6)}M`;
  if (value >= 1e4) return `${round(value / 1e3)}k`;
  return String(Math.round(value * 1000) / 1000);
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#d0d7de"/>`;
}

function text(x: number, y: number, content: string, anchor: string, more = ''): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#1f2328"${more === '' ? '' : ` ${more}`}>${content}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
