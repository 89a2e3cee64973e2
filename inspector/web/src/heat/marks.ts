import { TRAIL_MILLIS, type Trail } from "../model/trails";
import type { Contract } from "../wire/types";
import { boxOf, type Layout, type Size } from "./layout";

// Draws what lies over the cells: iterations, each contract with a shape and a colour of its own, with a fading trail; and the cell
// under the cursor.

export interface MarkColours {
  readonly contracts: Readonly<Record<Contract, string>>;
  readonly halo: string;
  readonly cursor: string;
}

const RADIUS = 6;

/** How far the canvas of marks reaches beyond the map, so that none is cut at its edges. */
export const MARGIN = 12;

/** The outline of a contract's mark around a point: ring, square, diamond, triangle. */
export function outline(path: CanvasPath, contract: Contract, x: number, y: number, radius: number): void {
  switch (contract) {
    case "SNAPSHOT":
      path.rect(x - radius * 0.85, y - radius * 0.85, radius * 1.7, radius * 1.7);
      break;
    case "EXCLUSIVE":
      polygon(path, [
        [x, y - radius * 1.2],
        [x + radius * 1.2, y],
        [x, y + radius * 1.2],
        [x - radius * 1.2, y],
      ]);
      break;
    case "FAIL_FAST":
      polygon(path, [
        [x, y - radius * 1.15],
        [x + radius * 1.1, y + radius * 0.8],
        [x - radius * 1.1, y + radius * 0.8],
      ]);
      break;
    default:
      path.moveTo(x + radius, y);
      path.arc(x, y, radius, 0, 2 * Math.PI);
  }
}

function polygon(path: CanvasPath, points: readonly (readonly [number, number])[]): void {
  points.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  path.closePath();
}

export interface Marks {
  readonly layout: Layout;
  readonly size: Size;
  readonly millis: number;
  readonly trails: readonly Trail[];
  /** -1: none. */
  readonly cursor: number;
}

export function clearMarks(context: CanvasRenderingContext2D, size: Size): void {
  context.clearRect(-MARGIN, -MARGIN, size.width + 2 * MARGIN, size.height + 2 * MARGIN);
}

export function drawMarks(context: CanvasRenderingContext2D, marks: Marks, colours: MarkColours): void {
  clearMarks(context, marks.size);
  for (const trail of marks.trails) drawTrail(context, marks, trail, colours);
  for (const trail of marks.trails) drawMark(context, marks, trail, colours);
  if (marks.cursor >= 0) drawCursor(context, marks, colours);
}

function drawTrail(context: CanvasRenderingContext2D, { layout, size, millis }: Marks, trail: Trail, colours: MarkColours): void {
  context.fillStyle = colours.contracts[trail.contract];
  for (const step of trail.steps.slice(0, -1)) {
    const box = boxOf(layout, size, step.cell);
    context.globalAlpha = 0.75 * Math.max(0, 1 - (millis - step.millis) / TRAIL_MILLIS);
    context.beginPath();
    context.arc(box.x + box.width / 2, box.y + box.height / 2, 2.5, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawMark(context: CanvasRenderingContext2D, { layout, size }: Marks, trail: Trail, colours: MarkColours): void {
  const last = trail.steps[trail.steps.length - 1]!;
  const box = boxOf(layout, size, last.cell);
  context.beginPath();
  outline(context, trail.contract, box.x + box.width / 2, box.y + box.height / 2, RADIUS);
  context.lineJoin = "round";
  context.lineWidth = 5;
  context.strokeStyle = colours.halo;
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = colours.contracts[trail.contract];
  context.stroke();
}

/** A frame around the cell, and lines from it to the edges of the map, so that it is found at a glance and is like no mark. */
function drawCursor(context: CanvasRenderingContext2D, { layout, size, cursor }: Marks, colours: MarkColours): void {
  const box = boxOf(layout, size, cursor);
  const width = Math.max(box.width, 7) + 2;
  const height = Math.max(box.height, 7) + 2;
  const middleX = box.x + box.width / 2;
  const middleY = box.y + box.height / 2;
  const [left, right, top, bottom] = [middleX - width / 2, middleX + width / 2, middleY - height / 2, middleY + height / 2];
  context.beginPath();
  for (const [fromX, fromY, toX, toY] of [
    [0, middleY, left, middleY],
    [right, middleY, size.width, middleY],
    [middleX, 0, middleX, top],
    [middleX, bottom, middleX, size.height],
  ] as const) {
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
  }
  context.lineJoin = "miter";
  context.globalAlpha = 0.6;
  strokeTwice(context, colours, 3, 1);
  context.globalAlpha = 1;
  context.beginPath();
  context.rect(left, top, width, height);
  strokeTwice(context, colours, 4, 2);
}

function strokeTwice(context: CanvasRenderingContext2D, colours: MarkColours, halo: number, line: number): void {
  context.lineWidth = halo;
  context.strokeStyle = colours.halo;
  context.stroke();
  context.lineWidth = line;
  context.strokeStyle = colours.cursor;
  context.stroke();
}
