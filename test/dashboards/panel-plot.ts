/* A dashboard as one picture: its panels in a grid, each with its lines over minutes and a legend below. */
import { niceStep, shortNumber } from '../simulation/line-plot.ts';

export interface PlottedLine {
  readonly legend: string;
  readonly points: readonly (readonly [minute: number, value: number])[];
}

export interface PlottedPanel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly PlottedLine[];
}

const [columns, panelWidth, panelHeight] = [3, 400, 210];
const plot = { left: 52, top: 30, width: 336, height: 110 };
const colors = ['#1f6feb', '#d1570b', '#2da44e', '#8250df', '#bf3989', '#9a6700', '#0a7ea4', '#57606a'];
/** Below a plot: two beside each other, each as long as its half holds. */
const legend = { columns: 2, most: 8, lettersMax: 28, lineHeight: 13 };

export function dashboardPlot(title: string, panels: readonly PlottedPanel[]): string {
  const rows = Math.ceil(panels.length / columns);
  const [width, height] = [columns * panelWidth, 40 + rows * panelHeight];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(16, 24, title, 'font-size="15" font-weight="bold"'),
    ...panels.flatMap((panel, at) => {
      const [x, y] = [(at % columns) * panelWidth, 40 + Math.floor(at / columns) * panelHeight];
      return [`<g transform="translate(${x} ${y})">`, ...panelPlot(panel), '</g>'];
    }),
    '</svg>',
    '',
  ].join('\n');
}

function panelPlot({ title, unit, lines }: PlottedPanel): string[] {
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0)
    return [text(plot.left, 18, title, 'font-weight="bold"'), text(plot.left, 80, 'nothing')];
  const minutes = Math.max(...points.map(([minute]) => minute), 1);
  const largest = Math.max(...points.map(([, value]) => value), 1e-9);
  const step = niceStep(largest / 3);
  const most = step * Math.ceil(largest / step);
  const x = (minute: number) => round(plot.left + (minute / minutes) * plot.width);
  const y = (value: number) => round(plot.top + plot.height - (value / most) * plot.height);
  const marks = Array.from({ length: Math.round(most / step) + 1 }, (_, index) => index * step);
  return [
    text(plot.left, 18, `${title}${unit === 'short' ? '' : `, ${unit}`}`, 'font-weight="bold"'),
    ...marks.flatMap((value) => [
      `<line x1="${plot.left}" y1="${y(value)}" x2="${plot.left + plot.width}" y2="${y(value)}" stroke="#d0d7de"/>`,
      text(plot.left - 6, y(value) + 4, shortNumber(value), 'text-anchor="end"'),
    ]),
    text(
      plot.left + plot.width,
      plot.top + plot.height + 14,
      `${Math.round(minutes)} min`,
      'text-anchor="end"',
    ),
    ...lines
      .slice(0, legend.most)
      .flatMap((line, index) => [
        `<polyline points="${line.points.map(([minute, value]) => `${x(minute)},${y(value)}`).join(' ')}" stroke="${color(index)}" fill="none"/>`,
        text(
          plot.left + (index % legend.columns) * (plot.width / legend.columns),
          plot.top + plot.height + 28 + Math.floor(index / legend.columns) * legend.lineHeight,
          shortened(line.legend),
          `fill="${color(index)}"`,
        ),
      ]),
  ];
}

function shortened(name: string): string {
  return name.length <= legend.lettersMax ? name : `${name.slice(0, legend.lettersMax - 1)}…`;
}

function color(index: number): string {
  return colors[index % colors.length]!;
}

function text(x: number, y: number, content: string, more = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}"${more === '' ? '' : ` ${more}`}>${escaped}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
