import { vi } from "vitest";

// The tests' small graphs stand for large ones: no program counts as so tiny that one thread runs it alone. What the host does
// with tiny ones is shown by tests/plan/tiny.test.ts.
vi.mock("../../src/plan/program.ts", async (original) => ({ ...(await original<object>()), isTiny: () => false }));
