import { describe, expect, it } from "vitest";
import { EventStreamParser, type StreamEvent } from "../src/wire/eventStream";

const bytes = (text: string) => new TextEncoder().encode(text);

function parse(chunks: Iterable<Uint8Array>): StreamEvent[] {
  const parser = new EventStreamParser();
  return [...chunks].flatMap(chunk => parser.push(chunk));
}

describe("EventStreamParser", () => {
  it("reads events, passes over comments, other fields and events without data", () => {
    const text = ': hello\n\nid: 7\nretry: 10\nevent: picture\ndata: {"a":1}\n\nevent: empty\n\ndata:no space\n\n';
    expect(parse([bytes(text)])).toEqual([
      { event: "picture", data: '{"a":1}' },
      { event: "message", data: "no space" },
    ]);
  });

  it("keeps events that it does not know, for others to pass over", () => {
    expect(parse([bytes("event: weather\ndata: fine\n\n")])).toEqual([{ event: "weather", data: "fine" }]);
  });

  it("joins lines of data, and takes one space away only", () => {
    expect(parse([bytes("data:  a\ndata\ndata: b\n\n")])).toEqual([{ event: "message", data: " a\n\nb" }]);
  });

  it("does not carry an event's name or data over to the next", () => {
    expect(parse([bytes("event: a\ndata: 1\n\ndata: 2\n\n")])).toEqual([
      { event: "a", data: "1" },
      { event: "message", data: "2" },
    ]);
  });

  it("gives nothing for an event that is not complete", () => {
    expect(parse([bytes("event: a\ndata: 1\n")])).toEqual([]);
  });

  const expected = [
    { event: "picture", data: "größer 🦊 ≥ 8" },
    { event: "detail", data: "x\ny" },
  ];
  for (const [name, end] of [
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ] as const) {
    const whole = bytes(
      ["event: picture", "data: größer 🦊 ≥ 8", "", ": beat", "event: detail", "data: x", "data: y", "", "data: cut"].join(end),
    );

    it(`gives the same wherever the chunks are cut, lines ending with ${name}`, () => {
      for (let cut = 0; cut <= whole.length; cut++) {
        expect(parse([whole.subarray(0, cut), whole.subarray(cut)]), `cut at ${cut}`).toEqual(expected);
      }
    });

    it(`reads one byte at a time, lines ending with ${name}`, () => {
      expect(parse(Array.from(whole, (_, i) => whole.subarray(i, i + 1)))).toEqual(expected);
    });
  }
});
