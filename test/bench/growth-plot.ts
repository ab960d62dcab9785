/** The growth plot as SVG: seconds on the left, peak memory on the right, both axes logarithmic. */
import { figuresOf } from './report.ts';
import type { GrowthSeries } from './results.ts';

interface Panel {
  readonly title: string;
  readonly left: number;
  readonly exponents: readonly number[];
  readonly label: (power: number) => string;
  readonly curves: readonly Curve[];
}

interface Curve {
  readonly name: string;
  readonly color: string;
  readonly dash: string;
  readonly points: readonly (readonly [lines: number, value: number])[];
}

const [width, height] = [960, 420];
const [plotWidth, plotHeight, top] = [370, 300, 40];
const colors = ['#1f6feb', '#d1570b', '#2da44e'];
const linePowers = [3, 4, 5, 6, 7];
const lineLabels: Readonly<Record<number, string>> = { 3: '1k', 4: '10k', 5: '100k', 6: '1M', 7: '10M' };

export function growthPlot(series: readonly GrowthSeries[]): string {
  const time = curvesOf(series, (figures) => figures.wallSeconds);
  const memory = curvesOf(series, (figures) => (figures.peakBytes ?? Number.NaN) / 1e6);
  const panels: Panel[] = [
    { title: 'seconds', left: 70, label: (power) => String(10 ** power), ...scaled(time) },
    { title: 'peak memory, MB', left: 560, label: (power) => String(10 ** power), ...scaled(memory) },
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...panels.flatMap(drawPanel),
    '</svg>',
    '',
  ].join('\n');
}

function scaled(curves: readonly Curve[]): Pick<Panel, 'curves' | 'exponents'> {
  const values = curves.flatMap(({ points }) => points.map(([, value]) => value));
  const [low, high] = [
    Math.floor(Math.log10(Math.min(...values))),
    Math.ceil(Math.log10(Math.max(...values))),
  ];
  return { curves, exponents: Array.from({ length: high - low + 1 }, (_, index) => low + index) };
}

type PickValue = (figures: { readonly wallSeconds: number; readonly peakBytes: number | null }) => number;

function curvesOf(series: readonly GrowthSeries[], pick: PickValue): Curve[] {
  return series.flatMap(({ language, points }, index) =>
    (['gkg', 'floor'] as const).map((who) => ({
      name: `${who}, ${language}`,
      color: colors[index % colors.length]!,
      dash: who === 'gkg' ? '' : '5 4',
      points: points.flatMap(({ lines, outcomes }) => {
        const figures = figuresOf(outcomes, who);
        const value = figures === undefined ? Number.NaN : pick(figures);
        return value > 0 ? [[lines, value] as const] : [];
      }),
    })),
  );
}

function drawPanel(panel: Panel): string[] {
  const { left, exponents } = panel;
  const [lowest = 0, highest = 1] = [exponents[0], exponents.at(-1)];
  const x = (lines: number) => round(left + ((Math.log10(lines) - 3) / 4) * plotWidth);
  const y = (value: number) =>
    round(top + plotHeight - ((Math.log10(value) - lowest) / (highest - lowest)) * plotHeight);
  return [
    text(left, top - 14, panel.title, 'start', 'font-weight="bold"'),
    ...linePowers.flatMap((power) => [
      rule(x(10 ** power), top, x(10 ** power), top + plotHeight),
      text(x(10 ** power), top + plotHeight + 18, lineLabels[power]!, 'middle'),
    ]),
    text(left + plotWidth / 2, top + plotHeight + 38, 'lines of source', 'middle'),
    ...exponents.flatMap((power) => [
      rule(left, y(10 ** power), left + plotWidth, y(10 ** power)),
      text(left - 8, y(10 ** power) + 4, panel.label(power), 'end'),
    ]),
    ...panel.curves.flatMap((curve, index) => drawCurve(curve, x, y, [left + 12, top + 18 + index * 16])),
  ];
}

function drawCurve(
  { name, color, dash, points }: Curve,
  x: (lines: number) => number,
  y: (value: number) => number,
  [legendX, legendY]: readonly [number, number],
): string[] {
  const stroke = `stroke="${color}" stroke-width="2" fill="none"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
  const path = points.map(([lines, value]) => `${x(lines)},${y(value)}`).join(' ');
  return [
    `<polyline points="${path}" ${stroke}/>`,
    ...points.map(([lines, value]) => `<circle cx="${x(lines)}" cy="${y(value)}" r="3" fill="${color}"/>`),
    `<line x1="${legendX}" y1="${legendY - 4}" x2="${legendX + 24}" y2="${legendY - 4}" ${stroke}/>`,
    text(legendX + 30, legendY, name, 'start'),
  ];
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
