// Where the cells of the heat map are. The cells stand in rows by number of their bucket. The map is half as wide again as high, so
// that cells of 2^k buckets are never further from a square than 3 : 4 or 3 : 2, be k even or odd.

export interface Layout {
  readonly columns: number;
  readonly rows: number;
}

/** cells: a power of two. */
export function layoutOf(cells: number): Layout {
  const power = Math.round(Math.log2(cells));
  const columns = 2 ** Math.ceil(power / 2);
  return { columns, rows: cells / columns };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Most columns and rows that there can be; the map's size is a multiple of it where that costs little room. */
const MOST = 128;
const LEAST_USED = 0.84;

/**
 * The size of the map in CSS pixels for the room there is. Its sides are whole multiples of 128 device pixels, so that all cells are
 * equally large and the size stays the same while the table grows. Where that would waste much of a small screen, it takes the room.
 */
export function sizeOf(room: Size, pixelRatio: number): Size {
  const ratio = pixelRatio > 0 ? pixelRatio : 1;
  const widest = Math.max(1, Math.min(room.width, room.height * 1.5));
  const whole = Math.floor((widest * ratio) / MOST);
  if ((whole * MOST) / ratio < widest * LEAST_USED) return { width: widest, height: Math.round((widest / 1.5) * ratio) / ratio };
  const rows = Math.min(Math.round(whole / 1.5), Math.floor((room.height * ratio) / MOST));
  return { width: (whole * MOST) / ratio, height: (Math.max(1, rows) * MOST) / ratio };
}

/** Cells that are smaller than this have no gaps between them. */
const LEAST_WITH_GAPS = 8;

export function hasGaps(layout: Layout, size: Size): boolean {
  return Math.min(size.width / layout.columns, size.height / layout.rows) >= LEAST_WITH_GAPS;
}

/** The cell at a point of the map, or -1 outside of it. */
export function cellAt(layout: Layout, size: Size, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= size.width || y >= size.height) return -1;
  const column = Math.floor((x / size.width) * layout.columns);
  const row = Math.floor((y / size.height) * layout.rows);
  return row * layout.columns + column;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function boxOf(layout: Layout, size: Size, cell: number): Box {
  const width = size.width / layout.columns;
  const height = size.height / layout.rows;
  return { x: (cell % layout.columns) * width, y: Math.floor(cell / layout.columns) * height, width, height };
}

/** Where the cursor goes with a key, or null for a key that moves nothing. It stops at the edges. */
export function moved(layout: Layout, cell: number, key: string): number | null {
  const column = cell % layout.columns;
  const row = Math.floor(cell / layout.columns);
  switch (key) {
    case "ArrowLeft":
      return column > 0 ? cell - 1 : cell;
    case "ArrowRight":
      return column < layout.columns - 1 ? cell + 1 : cell;
    case "ArrowUp":
      return row > 0 ? cell - layout.columns : cell;
    case "ArrowDown":
      return row < layout.rows - 1 ? cell + layout.columns : cell;
    case "Home":
      return 0;
    case "End":
      return layout.columns * layout.rows - 1;
    default:
      return null;
  }
}
