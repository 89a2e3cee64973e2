// The page's few icons, drawn in the colour of the text. They say nothing by themselves: each button has a label.

const PATHS = {
  pause: "M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z",
  play: "M4.5 2.8v10.4L13 8z",
  close: "M3.3 4.7 4.7 3.3 8 6.6l3.3-3.3 1.4 1.4L9.4 8l3.3 3.3-1.4 1.4L8 9.4l-3.3 3.3-1.4-1.4L6.6 8z",
  previous: "M10.2 2.8 11.6 4.2 7.8 8l3.8 3.8-1.4 1.4L5 8z",
  next: "M5.8 2.8 4.4 4.2 8.2 8l-3.8 3.8 1.4 1.4L11 8z",
  system: "M2 3h12v8.2H9V13h2v1H5v-1h2v-1.8H2zm1.3 1.3v5.6h9.4V4.3z",
  light:
    "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM7.3 1h1.4v2.5H7.3zM7.3 12.5h1.4V15H7.3zM1 7.3h2.5v1.4H1zM12.5 7.3H15v1.4h-2.5zM2.6 3.6l1-1 1.7 1.8-.9 1zM10.7 11.6l1-1 1.7 1.8-1 1zM2.6 12.4l1.8-1.8 1 1-1.8 1.8zM10.7 4.4l1.7-1.8 1 1-1.8 1.8z",
  dark: "M6.5 2a6 6 0 1 0 7.5 7.6A5 5 0 0 1 6.5 2z",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
