// node polars.js <folder of node_modules> <input> <output> <codec> <level or ''> <calls> <text | dates>
const { closeSync, openSync, readFileSync, readSync, rmSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const [modules, input, output, codec, level, calls, times] = process.argv.slice(2);
const say = (event) => process.stdout.write(JSON.stringify(event) + "\n");
const memory = (name) =>
  1024 * Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(readFileSync("/proc/self/status", "utf8"))[1]);
const clock = () => Number(process.hrtime.bigint()) / 1e9;
const processor = () => {
  const usage = process.cpuUsage();
  return (usage.user + usage.system) / 1e6;
};

const pl = createRequire(join(modules, "package.json"))("nodejs-polars").default;
say({ event: "ready", version: `polars (nodejs-polars ${pl.version}), node ${process.version}`, idleBytes: memory("VmRSS") });

// Inferring the formats (parseDates) is slower than naming them, and a peer is raced at its best.
const timesOf = (path) => {
  const file = openSync(path, "r");
  const start = Buffer.alloc(1 << 16);
  const lines = start.toString("utf8", 0, readSync(file, start)).split("\n").slice(0, 20).map((line) => line.split(","));
  closeSync(file);
  const every = (column, form) => lines.slice(1).some((l) => form.test(l[column])) && lines.slice(1).every((l) => !l[column] || form.test(l[column]));
  return lines[0].flatMap((name, i) =>
    every(i, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) ? [pl.col(name).str.strptime(pl.Datetime, "%Y-%m-%d %H:%M:%S")]
    : every(i, /^\d{4}-\d\d-\d\d$/) ? [pl.col(name).str.strptime(pl.Date, "%Y-%m-%d")]
    : []);
};
const parsed = times === "dates" ? timesOf(input) : [];

const sink = { compression: codec, maintainOrder: false };
if (level) sink.compressionLevel = Number(level);
for (let call = 0; call < Number(calls); call++) {
  rmSync(output, { force: true });
  const [start, used] = [clock(), processor()];
  const scan = pl.scanCSV(input, { parseDates: false });
  (parsed.length ? scan.withColumns(...parsed) : scan).sinkParquet(output, sink).collectSync();
  say({ event: "call", seconds: clock() - start, processorSeconds: processor() - used, peakBytes: memory("VmHWM") });
}
