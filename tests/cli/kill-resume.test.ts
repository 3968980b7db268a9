// Trainings killed with SIGKILL at random moments, with augmentation in a worker: resumed, they end with the same bits. Twice each;
// the environment variable FOVEA_KILLS says how often else.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("kill-resume.mjs", import.meta.url));
const times = process.env.FOVEA_KILLS ?? "2";

test.each(["folder", "library"])(
  "%s",
  (way) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, way, "--times", times], {
      encoding: "utf8",
    });
    expect({ stderr, lines: stdout.trimEnd().split("\n") }).toEqual({
      stderr: "",
      lines: [
        expect.stringMatching(/^never killed: /),
        ...Array(Number(times)).fill(expect.stringMatching(/: [0-9a-f]{16} the same$/)),
        `${times} of ${times} runs end with the hash of the run never killed`,
      ],
    });
    expect(status).toBe(0);
  },
  30_000 * (2 + Number(times)),
);
