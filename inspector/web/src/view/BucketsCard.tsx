import { GrowthLine } from "../heat/GrowthLine";
import { HeatMap } from "../heat/HeatMap";
import { Legend } from "../heat/Legend";
import { count, counted } from "../format";
import { Card } from "./Card";
import { useShown } from "./context";

// The heat map with its heading, its line on growth and its legend.

function Remark() {
  const picture = useShown()?.frame.picture;
  if (picture === undefined) return null;
  return (
    <>
      <span>{counted(picture.buckets, "bucket", "buckets")}</span>
      {picture.stride > 1 ? <span class="sampled">1 bucket of each {count(picture.stride)} is shown</span> : null}
    </>
  );
}

export function BucketsCard({ selected, open }: { selected: number | null; open: (bucket: number) => void }) {
  return (
    <Card id="buckets" title="Buckets" class="buckets" remark={<Remark />}>
      <GrowthLine />
      <HeatMap selected={selected} open={open} />
      <Legend />
    </Card>
  );
}
