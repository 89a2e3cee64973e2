import { useRef } from "preact/hooks";
import { counted, millis, NOTHING, words } from "../format";
import type { Hold } from "../wire/types";
import { Card, Empty, listed, Scroll } from "./Card";
import { useListed } from "./listed";

// Who holds the map still, for how long yet, and which writers wait.

const PHASES: Readonly<Record<string, string>> = {
  IN_FORCE: "in force",
  LETTING_GO: "letting go",
  WAITING: "waits for its turn",
};

export function Holds() {
  const part = useRef<HTMLElement>(null);
  const picture = useListed(part)?.frame.picture;
  const holds = picture?.holds ?? [];
  const all = picture?.lists.holds ?? 0;
  const waiting = picture?.lists.waiting ?? 0;
  return (
    <Card
      part={part}
      id="holds"
      title="Holds"
      class="listed holds"
      remark={
        listed(holds.length, all) || `${counted(all, "hold", "holds")}, ${counted(waiting, "writer waits", "writers wait")}`
      }
    >
      {holds.length === 0 ? (
        <Empty>Nobody holds the map: writers go on as they like.</Empty>
      ) : (
        <Scroll label="Holds">
          <table>
            <caption class="unseen">Holds, and who waits for them</caption>
            <thead>
              <tr>
                <th scope="col">owner</th>
                <th scope="col">phase</th>
                <th scope="col" class="scope">
                  scope
                </th>
                <th scope="col" class="right left-column">
                  time left
                </th>
                <th scope="col" class="waiting">
                  waiting
                </th>
              </tr>
            </thead>
            <tbody>
              {holds.map((hold, i) => (
                <tr key={`${hold.owner}-${i}`}>
                  <th scope="row" class="mono">
                    {hold.owner}
                  </th>
                  <td>
                    {PHASES[hold.phase] ?? words(hold.phase)}
                    {hold.refuses ? <span class="under warn-text">refuses writes</span> : null}
                  </td>
                  <td class="scope">
                    {hold.scope}
                    <span class="under">{words(hold.priority)} priority</span>
                  </td>
                  <td class="right left-column">
                    <TimeLeft hold={hold} />
                  </td>
                  <td class="mono waiting">{hold.waiting.length === 0 ? NOTHING : hold.waiting.join(", ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Card>
  );
}

function TimeLeft({ hold }: { hold: Hold }) {
  if (hold.phase === "WAITING") return <>{NOTHING}</>;
  const whole = hold.ageMillis + hold.leftMillis;
  return (
    <>
      {millis(hold.leftMillis)}
      <span class="progress">
        <span class="progress-done drains" style={{ transform: `scaleX(${whole > 0 ? hold.leftMillis / whole : 0})` }} />
      </span>
    </>
  );
}
