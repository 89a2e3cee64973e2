// Takes a text/event-stream apart. Chunks may be cut anywhere: in a line, between CR and LF, in the middle of a character.
// Comments and fields other than `event` and `data` are passed over.

export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

export class EventStreamParser {
  private readonly decoder = new TextDecoder();
  private rest = "";
  private afterCarriageReturn = false;
  private event = "";
  private data: string[] = [];

  /** The events that this chunk completes. */
  push(chunk: Uint8Array): StreamEvent[] {
    let text = this.decoder.decode(chunk, { stream: true });
    if (text === "") return [];
    if (this.afterCarriageReturn && text.startsWith("\n")) text = text.slice(1);
    this.afterCarriageReturn = text === "" ? false : text.endsWith("\r");
    const lines = (this.rest + text).split(/\r\n|\r|\n/);
    this.rest = lines.pop() ?? "";
    const events: StreamEvent[] = [];
    for (const line of lines) {
      const event = this.line(line);
      if (event !== null) events.push(event);
    }
    return events;
  }

  private line(line: string): StreamEvent | null {
    if (line === "") return this.complete();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.event = value;
    else if (field === "data") this.data.push(value);
    return null;
  }

  private complete(): StreamEvent | null {
    const event = { event: this.event === "" ? "message" : this.event, data: this.data.join("\n") };
    const empty = this.data.length === 0;
    this.event = "";
    this.data = [];
    return empty ? null : event;
  }
}
