// What is chosen on this page, kept for the next time; where the browser keeps nothing, as long as the page lasts.

const PREFIX = "stillmap-inspector-";

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // It lasts as long as the page.
  }
}
