// A runner as a process: `node main.mjs NAME '{"threads":2,"build":"relaxed"}'`. One JSON object a line in, one out.
import { createInterface } from "node:readline";

const [name, setting] = process.argv.slice(2);

try {
  const { open } = await import(`./${name}.mjs`);
  const { about, answer } = await open(JSON.parse(setting));
  print(about);
  for await (const line of createInterface({ input: process.stdin }))
    print(await attempt(() => answer(JSON.parse(line))));
  process.exit(0);
} catch (error) {
  print({ error: reason(error) });
  process.exit(1);
}

/** A workload that fails must not end the runner: the next may work. */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    return { error: reason(error) };
  }
}

function reason(error) {
  const missing = error?.code === "ERR_MODULE_NOT_FOUND" && /'([^']+)'/.exec(error.message)?.[1];
  return missing ? `not installed: ${missing}; npm ci --prefix bench` : String(error?.message ?? error);
}

function print(object) {
  process.stdout.write(`${JSON.stringify(object)}\n`);
}
