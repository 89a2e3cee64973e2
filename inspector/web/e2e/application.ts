import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { createInterface, type Interface } from "node:readline";

// Processes that show maps: an application that does as it is told, and the feature server.

const ROOT = resolve(import.meta.dirname, "../../..");

const CLASSES = ["core/target/classes", "inspector/target/classes", "inspector/target/test-classes"].map(path => join(ROOT, path)).join(delimiter);

const JAVA = process.env["JAVA_HOME"] === undefined ? "java" : join(process.env["JAVA_HOME"], "bin", "java");

/** Ends a process at once, as a crash does. */
async function kill(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const ended = once(process, "exit");
  process.kill("SIGKILL");
  await ended;
}

/** Lines of a stream, one after the other. */
class Lines {
  private readonly iterator: AsyncIterableIterator<string>;

  constructor(lines: Interface) {
    this.iterator = lines[Symbol.asyncIterator]();
  }

  async next(wanted: (line: string) => boolean): Promise<string> {
    for (;;) {
      const { value, done } = await this.iterator.next();
      if (done === true) throw new Error("the process ended before it said what it should");
      if (wanted(value)) return value;
    }
  }
}

/** A map as `api/maps` names it, and a picture of it. */
export interface Asked {
  readonly entries: number;
  readonly buckets: number;
}

/** An application with an inspector; `command` has it do something and waits until it has. */
export class Application {
  private constructor(
    private readonly process: ChildProcess,
    private readonly lines: Lines,
    readonly url: string,
  ) {}

  static async start(port = 0, ...options: string[]): Promise<Application> {
    const java = spawn(JAVA, ["-cp", CLASSES, "dev.stillmap.inspector.InspectedApplication", String(port), ...options], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = new Lines(createInterface({ input: java.stdout }));
    return new Application(java, lines, await lines.next(line => line.startsWith("http://")));
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async command(line: string): Promise<void> {
    this.process.stdin?.write(`${line}\n`);
    await this.lines.next(answer => answer === `done ${line}`);
  }

  /** Asks for data as the page does. */
  async ask(path: string): Promise<Response> {
    const url = new URL(this.url);
    return fetch(`${url.origin}/${path}`, { headers: { Authorization: `Bearer ${url.hash.slice("#token=".length)}` } });
  }

  /** The next picture of a map. */
  async picture(map = 0): Promise<Record<string, any>> {
    const stream = await this.ask(`api/watch?map=${map}`);
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error("the stream ended before a picture");
      text += value;
      const found = /event: picture\ndata: (.*)\n\n/.exec(text);
      if (found !== null) {
        await reader.cancel();
        return JSON.parse(found[1]!);
      }
    }
  }

  async kill(): Promise<void> {
    await kill(this.process);
  }
}

/** A feature server on payments that it makes up. */
export class FeatureServer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly data: string,
    readonly url: string,
  ) {}

  static async start(): Promise<FeatureServer> {
    const data = await mkdtemp(join(tmpdir(), "stillmap-e2e-"));
    const jar = join(ROOT, "server/target/server.jar");
    const java = spawn(JAVA, ["-Xmx256m", "-jar", jar, "serve", "--port", "0", "--data", data], { stdio: ["ignore", "ignore", "pipe"] });
    const lines = new Lines(createInterface({ input: java.stderr }));
    const health = await lines.next(line => line.endsWith("/health"));
    return new FeatureServer(java, data, health.trim().replace(/\/health$/, ""));
  }

  async kill(): Promise<void> {
    await kill(this.process);
    await rm(this.data, { recursive: true });
  }
}
