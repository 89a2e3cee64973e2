// Runs something at most once in a time: after a first delay when it has been quiet, else at the end of the time. The last call is
// never lost.

export class Throttle {
  private last = -Infinity;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly millis: number,
    private readonly delay: number,
    private readonly action: () => void,
  ) {}

  call(): void {
    if (this.timer !== null) return;
    const wait = Math.max(this.last + this.millis - performance.now(), this.delay);
    if (wait <= 0) this.run();
    else this.timer = setTimeout(() => this.run(), wait);
  }

  /** Runs at once, in place of what is waiting. */
  now(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.run();
  }

  private run(): void {
    this.timer = null;
    this.last = performance.now();
    this.action();
  }
}
