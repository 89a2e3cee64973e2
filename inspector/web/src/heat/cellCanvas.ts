import type { Picture } from "../wire/picture";
import { layoutOf } from "./layout";
import { paint } from "./palette";

// Draws cells: one pixel for each, all written at once into an image that is kept; CSS scales the canvas up.

export class CellCanvas {
  private readonly context: CanvasRenderingContext2D;
  private image: ImageData | null = null;
  private words = new Uint32Array(0);

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d")!;
  }

  draw(picture: Picture, pixels: Uint32Array): void {
    const { columns, rows } = layoutOf(picture.cells.length);
    if (this.image === null || this.image.width !== columns || this.image.height !== rows) {
      this.canvas.width = columns;
      this.canvas.height = rows;
      this.image = this.context.createImageData(columns, rows);
      this.words = new Uint32Array(this.image.data.buffer);
    }
    paint(picture.cells, pixels, this.words);
    this.context.putImageData(this.image, 0, 0);
  }

  clear(): void {
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }
}
