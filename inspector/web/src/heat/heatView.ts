import { Trails, type Trail } from "../model/trails";
import { describeCell, type Picture } from "../wire/picture";
import { CellCanvas } from "./cellCanvas";
import { boxOf, cellAt, hasGaps, layoutOf, moved, type Size } from "./layout";
import { clearMarks, drawMarks, MARGIN, type MarkColours } from "./marks";

// The heat map on the page: cells, gaps, marks, cursor and tooltip. It is drawn at most once for each frame of the screen, and then
// the newest picture only. Components know nothing of single pictures.

export interface HeatElements {
  readonly cells: HTMLCanvasElement;
  readonly gaps: HTMLElement;
  readonly marks: HTMLCanvasElement;
  readonly tooltip: HTMLElement;
  readonly spoken: HTMLElement;
}

export interface HeatColours {
  readonly pixels: Uint32Array;
  readonly marks: MarkColours;
}

export class HeatView {
  private readonly cellCanvas: CellCanvas;
  private readonly marksContext: CanvasRenderingContext2D;
  private readonly trails = new Trails();
  private current: Trail[] = [];
  private picture: Picture | null = null;
  private size: Size = { width: 1, height: 1 };
  private request = 0;
  private gapsFor = "";
  private cursorBucket = 0;
  private cursorShown = false;
  private pointer: { x: number; y: number } | null = null;

  constructor(
    private readonly elements: HeatElements,
    private colours: HeatColours,
  ) {
    this.cellCanvas = new CellCanvas(elements.cells);
    this.marksContext = elements.marks.getContext("2d")!;
  }

  show(picture: Picture | null): void {
    this.picture = picture;
    this.current = picture === null ? [] : this.trails.follow(picture);
    this.drawSoon();
  }

  useColours(colours: HeatColours): void {
    this.colours = colours;
    this.drawSoon();
  }

  resize(size: Size): void {
    this.size = size;
    const ratio = devicePixelRatio;
    this.elements.marks.width = Math.round((size.width + 2 * MARGIN) * ratio);
    this.elements.marks.height = Math.round((size.height + 2 * MARGIN) * ratio);
    this.marksContext.setTransform(ratio, 0, 0, ratio, MARGIN * ratio, MARGIN * ratio);
    this.gapsFor = "";
    this.drawSoon();
  }

  point(at: { x: number; y: number } | null): void {
    this.pointer = at;
    this.drawSoon();
  }

  /** The bucket of the cell at a point, or -1. */
  bucketAt(x: number, y: number): number {
    if (this.picture === null) return -1;
    const cell = cellAt(layoutOf(this.picture.cells.length), this.size, x, y);
    return cell < 0 ? -1 : cell * this.picture.stride;
  }

  /** The bucket of the cursor, or -1 when there is no picture. */
  get cursor(): number {
    return this.picture === null ? -1 : this.cursorCell(this.picture) * this.picture.stride;
  }

  showCursor(shown: boolean): void {
    this.cursorShown = shown;
    this.drawSoon();
  }

  putCursor(bucket: number): void {
    this.cursorBucket = bucket;
    this.drawSoon();
  }

  /** Moves the cursor with a key and says where it is then. False: the key moves nothing. */
  moveCursor(key: string): boolean {
    if (this.picture === null) return false;
    const cell = moved(layoutOf(this.picture.cells.length), this.cursorCell(this.picture), key);
    if (cell === null) return false;
    this.putCursor(cell * this.picture.stride);
    this.say();
    return true;
  }

  say(): void {
    this.elements.spoken.textContent = this.picture === null ? "" : describeCell(this.picture, this.cursorCell(this.picture));
  }

  dispose(): void {
    cancelAnimationFrame(this.request);
  }

  private cursorCell(picture: Picture): number {
    return Math.min(Math.floor(this.cursorBucket / picture.stride), picture.cells.length - 1);
  }

  private drawSoon(): void {
    if (this.request === 0) this.request = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.request = 0;
    const picture = this.picture;
    this.elements.tooltip.hidden = true;
    if (picture === null) {
      this.cellCanvas.clear();
      clearMarks(this.marksContext, this.size);
      return;
    }
    const layout = layoutOf(picture.cells.length);
    this.cellCanvas.draw(picture, this.colours.pixels);
    this.drawGaps(picture);
    const cursor = this.cursorShown ? this.cursorCell(picture) : -1;
    drawMarks(
      this.marksContext,
      { layout, size: this.size, millis: picture.millis, trails: this.current, cursor },
      this.colours.marks,
    );
    if (this.pointer !== null) this.drawTooltip(picture, this.pointer);
  }

  /** A pattern of lines over the cells, made by CSS: nothing is drawn for a cell. */
  private drawGaps(picture: Picture): void {
    const layout = layoutOf(picture.cells.length);
    const key = `${layout.columns}x${layout.rows}`;
    if (key === this.gapsFor) return;
    this.gapsFor = key;
    const { gaps } = this.elements;
    gaps.hidden = !hasGaps(layout, this.size);
    gaps.style.backgroundSize = `${this.size.width / layout.columns}px ${this.size.height / layout.rows}px`;
  }

  private drawTooltip(picture: Picture, { x, y }: { x: number; y: number }): void {
    const layout = layoutOf(picture.cells.length);
    const cell = cellAt(layout, this.size, x, y);
    if (cell < 0) return;
    const { tooltip } = this.elements;
    tooltip.textContent = describeCell(picture, cell);
    tooltip.hidden = false;
    const box = boxOf(layout, this.size, cell);
    const left = Math.min(Math.max(x - tooltip.offsetWidth / 2, 0), this.size.width - tooltip.offsetWidth);
    const above = box.y - tooltip.offsetHeight - 8;
    tooltip.style.left = `${left}px`;
    tooltip.style.top = `${above >= 0 ? above : Math.min(box.y + box.height + 8, this.size.height - tooltip.offsetHeight)}px`;
  }
}
