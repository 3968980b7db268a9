// A disk of their own for tests that fill it up.
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, type TestContext } from "vitest";

/** A file system of its own, gone when the test ends. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all the space that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  resize(bytes: number): void;
}

/** A disk of `bytes`; where none can be mounted, which needs root on Linux, the test is skipped and says so. */
export function smallDisk(context: TestContext, bytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "fovea-disk-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    return context.skip("needs root and a mountable tmpfs to fill a disk");
  }
  onTestFinished(() => void execFileSync("umount", [path]));
  const filler = join(path, ".filler");
  const resize = (size: number): void => void execFileSync("mount", ["-o", `remount,size=${size}`, path]);
  return { path, fill: () => fill(filler), free: () => rmSync(filler), resize };
}

function fill(path: string): void {
  const file = openSync(path, "w");
  const piece = new Uint8Array(1024);
  try {
    for (;;) writeSync(file, piece);
  } catch {
    // that was the last of it
  } finally {
    closeSync(file);
  }
}
