// node polars.js <folder of node_modules> <input> <output> <codec> <level or ''> <calls> <text | dates>
const { readFileSync, rmSync } = require("node:fs");
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

const sink = { compression: codec, maintainOrder: false };
if (level) sink.compressionLevel = Number(level);
for (let call = 0; call < Number(calls); call++) {
  rmSync(output, { force: true });
  const [start, used] = [clock(), processor()];
  pl.scanCSV(input, { parseDates: times === "dates" }).sinkParquet(output, sink).collectSync();
  say({ event: "call", seconds: clock() - start, processorSeconds: processor() - used, peakBytes: memory("VmHWM") });
}
