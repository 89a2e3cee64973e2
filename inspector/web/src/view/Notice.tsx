import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Status } from "../wire/connection";
import { useInspection } from "./context";
import { secondsUntil, useNow } from "./useNow";

// What stands in place of a map while there is none to show: why, and what can be done.

export function Notice({ status }: { status: Status }) {
  const inspection = useInspection();
  const retryAt = "retryAt" in status ? status.retryAt : null;
  const now = useNow(retryAt !== null);
  const wait = retryAt === null ? "" : ` (${secondsUntil(retryAt, now)}\u00a0s)`;
  switch (status.kind) {
    case "token":
      return <TokenForm refused={status.refused} />;
    case "noMaps":
      return (
        <Box title="This application shows no map">
          <p>A map is shown once the application adds it to its inspector:</p>
          <pre>Inspector.add(map)</pre>
          <p>The page looks again every two seconds.</p>
        </Box>
      );
    case "forbidden":
      return (
        <Box title="The server refuses this page" retry={() => inspection.connection.start()}>
          <p>{status.text}</p>
        </Box>
      );
    case "full":
      return (
        <Box title="Too many pages are watching" retry={() => inspection.connection.retryNow()} wait={wait}>
          <p>{status.text}</p>
        </Box>
      );
    case "lost":
      return (
        <Box title="The connection is lost" retry={() => inspection.connection.retryNow()} wait={wait}>
          <p>{status.text}</p>
        </Box>
      );
    case "gone":
      return (
        <Box title="This map is gone">
          <p>{status.text}</p>
          <p>Choose another map above.</p>
        </Box>
      );
    default:
      return (
        <Box title="Connecting">
          <p>Waiting for the first picture of the map.</p>
        </Box>
      );
  }
}

interface BoxProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly retry?: () => void;
  /** How long until the page tries by itself. */
  readonly wait?: string;
}

function Box({ title, children, retry, wait }: BoxProps) {
  return (
    <section class="notice">
      <div role="status">
        <h2>{title}</h2>
        {children}
      </div>
      {retry === undefined ? null : (
        <button type="button" class="button" onClick={retry}>
          Retry now{wait}
        </button>
      )}
    </section>
  );
}

function TokenForm({ refused }: { refused: boolean }) {
  const inspection = useInspection();
  const [token, write] = useState("");
  return (
    <section class="notice">
      <h2>This inspector asks for a token</h2>
      <p>Whoever runs the application has it. It may also stand at the end of the page's address, after #token=.</p>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (token.trim() !== "") inspection.useToken(token.trim());
        }}
      >
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          value={token}
          onInput={event => write(event.currentTarget.value)}
          aria-invalid={refused}
          aria-describedby="token-refused"
        />
        <button type="submit" class="button primary">
          Open
        </button>
        <p id="token-refused" class="refused" role="alert">
          {refused ? "The server does not take this token." : ""}
        </p>
      </form>
    </section>
  );
}
