import { useRef } from "preact/hooks";
import { bytes, count, counted, millis } from "../format";
import { Card, Empty, listed, Scroll } from "./Card";
import { useListed } from "./listed";

// The open snapshots, youngest first: what each keeps, beside the one that keeps most.

export function Snapshots() {
  const part = useRef<HTMLElement>(null);
  const picture = useListed(part)?.frame.picture;
  const snapshots = picture?.snapshots ?? [];
  const all = picture?.lists.snapshots ?? 0;
  const remark = listed(snapshots.length, all) || counted(all, "snapshot", "snapshots");
  const most = snapshots.reduce((bytesSoFar, { retainedBytes }) => Math.max(bytesSoFar, retainedBytes), 1);
  return (
    <Card part={part} id="snapshots" title="Open snapshots" class="listed" remark={remark}>
      {snapshots.length === 0 ? (
        <Empty>No snapshot is open.</Empty>
      ) : (
        <Scroll label="Open snapshots">
          <table>
            <caption class="unseen">Open snapshots, youngest first</caption>
            <thead>
              <tr>
                <th scope="col">cut</th>
                <th scope="col" class="right">
                  age
                </th>
                <th scope="col" class="right wide-only">
                  buckets
                </th>
                <th scope="col" class="right">
                  retained
                </th>
                <th scope="col" class="bar-column">
                  <span class="unseen">beside the largest</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {snapshots.map(snapshot => (
                <tr key={snapshot.cut}>
                  <th scope="row">{count(snapshot.cut)}</th>
                  <td class="right">{millis(snapshot.ageMillis)}</td>
                  <td class="right wide-only">{count(snapshot.buckets)}</td>
                  <td class="right">{bytes(snapshot.retainedBytes)}</td>
                  <td class="bar-column">
                    <span class="progress">
                      <span class="progress-done" style={{ transform: `scaleX(${snapshot.retainedBytes / most})` }} />
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Card>
  );
}
