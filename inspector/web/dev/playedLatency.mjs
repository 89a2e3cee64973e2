// Made-up latencies: a hump around the median and a thin tail, in the bins of the wire.

const lower = bin => (bin < 8 ? bin : (4 + (bin % 4)) * 2 ** (Math.floor(bin / 4) - 1));

export function playedLatency(random, name, count, median, spread, tail) {
  const bins = [];
  let sum = 0;
  for (let bin = 8; bin < 150; bin++) {
    const middle = (lower(bin) + lower(bin + 1)) / 2;
    const hump = Math.exp(-0.5 * (Math.log(middle / median) / spread) ** 2) / 5;
    const far = Math.log(middle / (median * tail)) / 0.9;
    const share = hump + 0.0012 * Math.exp(-0.5 * far ** 2);
    const here = Math.round(count * share * random.between(0.85, 1.15));
    if (here > 0) bins.push([bin, here]);
    sum += here;
  }
  const at = share => {
    let passed = 0;
    for (const [bin, here] of bins) if ((passed += here) >= sum * share) return Math.round(lower(bin + 1) * 0.93);
    return 0;
  };
  return { name, count: sum, p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1), bins };
}
