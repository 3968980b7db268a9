/** Where a report was made. */
import { arch, cpus, platform, release, totalmem } from "node:os";
import type { Engine } from "../../index.ts";
import { version } from "../../version.ts";

/** Versions, machine and engine. */
export function environment(core: Engine | undefined): Record<string, string | number> {
  const processors = cpus();
  return {
    fovea: version,
    ...(core && { runtime: core.info.runtime, build: core.info.build, threads: core.info.threads }),
    system: `${platform()} ${release()}, ${arch()}`,
    processor: processors.length ? `${processors.length} x ${processors[0].model.trim()}` : "unknown",
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
  };
}
