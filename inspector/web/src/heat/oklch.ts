// Colours by lightness, chroma and hue as the eye sees them (OKLCH), turned into the bytes that a screen takes. What a screen
// cannot show is made paler, never lighter or darker.

export type Rgb = readonly [number, number, number];

/** lightness 0..1, chroma 0..0.4, hue in degrees. */
export function oklch(lightness: number, chroma: number, hue: number): Rgb {
  let low = 0;
  let high = chroma;
  if (inGamut(linear(lightness, chroma, hue))) low = chroma;
  else
    for (let i = 0; i < 20; i++) {
      const middle = (low + high) / 2;
      if (inGamut(linear(lightness, middle, hue))) low = middle;
      else high = middle;
    }
  const [r, g, b] = linear(lightness, low, hue);
  return [byte(r), byte(g), byte(b)];
}

export function css([r, g, b]: Rgb): string {
  return `#${[r, g, b].map(part => part.toString(16).padStart(2, "0")).join("")}`;
}

function linear(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function inGamut(rgb: Rgb): boolean {
  return rgb.every(part => part >= -1e-4 && part <= 1 + 1e-4);
}

function byte(part: number): number {
  const clamped = Math.min(1, Math.max(0, part));
  const gamma = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
  return Math.round(gamma * 255);
}
