import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

// The system's Chromium, without what would ask for other hosts.

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export type Theme = "light" | "dark";

export const WIDE = { width: 1280, height: 900 };

export const NARROW = { width: 390, height: 844 };

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ARGUMENTS });
}

/** A page of its own, that fails a test by an error in its console. */
export class Looking {
  private readonly errors: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async at(browser: Browser, url: string, size = WIDE, theme: Theme = "light", bypassCSP = false): Promise<Looking> {
    const context = await browser.newContext({ viewport: size, colorScheme: theme, bypassCSP, reducedMotion: "reduce" });
    const page = await context.newPage();
    const looking = new Looking(context, page);
    page.on("pageerror", error => looking.errors.push(error.message));
    page.on("console", message => {
      // A request that is refused or fails is said by the page, and by the browser too.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) looking.errors.push(message.text());
    });
    await page.addInitScript(WATCH_TASKS_AND_SHIFTS);
    await page.goto(url);
    return looking;
  }

  /** Until a text stands on the page. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** The value of a tile. */
  async tile(name: string): Promise<string> {
    return this.page.locator(".tile", { has: this.page.locator("dt", { hasText: new RegExp(`^${name}$`) }) }).locator(".tile-value").innerText();
  }

  /** Until a tile has a value. */
  async tileBecomes(name: string, value: string): Promise<void> {
    await this.page
      .locator(".tile", { has: this.page.locator("dt", { hasText: new RegExp(`^${name}$`) }) })
      .locator(".tile-value", { hasText: new RegExp(`^${value}$`) })
      .waitFor();
  }

  /** Until what has happened can be seen. */
  async draws(): Promise<void> {
    await this.page.evaluate(() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }

  /** Milliseconds of each task above 50, and how far what is on the page has moved by itself. */
  async noticed(): Promise<{ longTasks: number[]; shift: number }> {
    return this.page.evaluate(() => (window as unknown as { noticed: { longTasks: number[]; shift: number } }).noticed);
  }

  async isScrolledSideways(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  /** Closes the page; what went wrong in it is an error. */
  async close(): Promise<void> {
    await this.context.close();
    if (this.errors.length > 0) throw new Error(`the page said: ${this.errors.join("; ")}`);
  }
}

const WATCH_TASKS_AND_SHIFTS = `
  window.noticed = { longTasks: [], shift: 0 };
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.noticed.longTasks.push(entry.duration);
  }).observe({ type: "longtask" });
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.noticed.shift += entry.value;
  }).observe({ type: "layout-shift" });
`;
