// The tape: a compiled graph as a list of kernel calls, run by any number of threads.
//
//   entry:   kernel | args | items | grain | last      5 words; `last` is 1 where a stage ends
//   stage:   entries between two ends; they may run at the same time, a barrier follows
//
// A stage's chunks are numbered through its entries. Each thread has an equal part of the numbers and draws from it by an
// atomic counter, then helps with the parts of others. So in stage after stage a thread mostly meets the images whose data
// its own cache still holds. Who takes a chunk is chance; what a chunk computes is not: any number of threads gives the same bits.

import { scratch, takeScratch } from "./scratch";

@unmanaged class Entry {
  kernel: i32; // place in the function table
  args: usize;
  items: i32;
  grain: i32; // items in a chunk
  last: i32; // 1: a barrier follows
}

/** Shared by all threads. Words that different threads write stand 64 bytes apart, a cache line each. */
@unmanaged class Control {
  tape: usize; // first entry to run
  end: usize; // behind the last
  threads: i32; // that take part, 1 or more
  spin: i32; // looks at a word before sleeping on it, at a barrier
  halt: i32; // a kernel sets it to stop before the next stage
  stop: i32; // `halt` as the last thread at a barrier saw it: so all threads go on, or none does
  idle: i32; // looks before sleeping between runs
  scratch: usize; // memory of thread 0 to work in; the next thread's follows
  scratchBytes: i32; // of one thread
  leave: i32; // 1: workers go back to their event loop instead of beginning a run
}

@inline const START: usize = 64; // counts runs; a worker's signal to begin
@inline const ARRIVED: usize = 192; // threads at the barrier
@inline const STAGE: usize = 256; // counts barriers passed
@inline const SLEEPERS: usize = 260; // threads asleep at the barrier
@inline const FINISHED: usize = 320; // counts runs that all workers have left
@inline const LEFT: usize = 384; // workers that have left this run
@inline const FAILED: usize = 448; // 1 after a trap in any thread: all threads leave
@inline const TAKEN: usize = 512; // for each thread, a cache line apart: chunks taken of its part of the stage

/** Runs the tape on the calling thread, together with the workers if `control.threads` says so. */
export function run(control: usize): void {
  const c = changetype<Control>(control);
  if (c.threads == 1) runAlone(c);
  else {
    begin(control);
    runShared(control, 0);
    if (c.stop) waitUntilLeft(control);
  }
}

/** Signals the workers to run the tape and returns at once: for a thread that may not block. It awaits the word FINISHED. */
export function begin(control: usize): void {
  changetype<Control>(control).stop = 0;
  atomic.add<i32>(control + START, 1);
  atomic.notify(control + START, -1);
}

/**
 * A worker's life: waits for a run after the `seen` ones, takes part as thread number `thread`, waits for the next. `workers` is
 * how many there are.
 */
export function work(control: usize, workers: i32, thread: i32, seen: i32): void {
  while (!atomic.load<i32>(control + FAILED)) {
    sleepWhileStart(control, seen);
    seen = atomic.load<i32>(control + START);
    const leave = changetype<Control>(control).leave;
    if (!leave) runShared(control, thread);
    if (atomic.add<i32>(control + LEFT, 1) == workers - 1) {
      atomic.store<i32>(control + LEFT, 0);
      atomic.add<i32>(control + FINISHED, 1);
      atomic.notify(control + FINISHED, -1);
    }
    if (leave) return;
  }
}

function runAlone(c: Control): void {
  takeScratch(c.scratch);
  for (let at = c.tape; at < c.end && !c.halt; at += offsetof<Entry>()) {
    const entry = changetype<Entry>(at);
    check(entry);
    call_indirect<void>(entry.kernel, entry.args, 0, entry.items);
  }
}

function runShared(control: usize, thread: i32): void {
  const c = changetype<Control>(control);
  const end = c.end;
  const threads = c.threads;
  takeScratch(c.scratch + thread * c.scratchBytes);
  let at = c.tape;
  while (at < end && !c.stop && !atomic.load<i32>(control + FAILED)) {
    at = runStage(control, at, thread, threads);
    barrier(control, threads);
  }
}

/** Takes chunks of the stage that begins at `at` until none is left, of its own part first; returns where the next stage begins. */
function runStage(control: usize, at: usize, thread: i32, threads: i32): usize {
  let chunks = 0;
  let end = at;
  do {
    check(changetype<Entry>(end));
    chunks += chunksOf(changetype<Entry>(end));
    end += offsetof<Entry>();
  } while (!changetype<Entry>(end - offsetof<Entry>()).last);
  for (let i = 0; i < threads; i++) {
    const owner = (thread + i) % threads;
    const to = ((owner + 1) * chunks) / threads;
    const taken = control + TAKEN + (owner << 6);
    let chunk = (owner * chunks) / threads + atomic.add<i32>(taken, 1);
    for (; chunk < to; chunk = (owner * chunks) / threads + atomic.add<i32>(taken, 1)) runChunk(at, chunk);
  }
  return end;
}

@inline function chunksOf(entry: Entry): i32 {
  return (entry.items + entry.grain - 1) / entry.grain;
}

/** Runs chunk number `chunk` of the stage that begins at `at`. */
function runChunk(at: usize, chunk: i32): void {
  let entry = changetype<Entry>(at);
  for (let chunks = chunksOf(entry); chunk >= chunks; chunks = chunksOf(entry)) {
    chunk -= chunks;
    at += offsetof<Entry>();
    entry = changetype<Entry>(at);
  }
  const from = chunk * entry.grain;
  call_indirect<void>(entry.kernel, entry.args, from, min(from + entry.grain, entry.items));
}

/** Returns when all threads have arrived. The last to arrive resets the counters and lets the others go. */
function barrier(control: usize, threads: i32): void {
  const stage = atomic.load<i32>(control + STAGE);
  if (atomic.add<i32>(control + ARRIVED, 1) == threads - 1) {
    atomic.store<i32>(control + ARRIVED, 0);
    for (let thread = 0; thread < threads; thread++) atomic.store<i32>(control + TAKEN + (thread << 6), 0);
    // A kernel of the next stage may set `halt` before a slow thread leaves this barrier; `stop` keeps still until the next.
    const c = changetype<Control>(control);
    c.stop = c.halt;
    atomic.add<i32>(control + STAGE, 1);
    // A sleeper counts itself before it looks at STAGE, so either this load sees it or it sees the new STAGE.
    if (atomic.load<i32>(control + SLEEPERS)) atomic.notify(control + STAGE, -1);
  } else if (!changedWhileSpinning(control, STAGE, stage, changetype<Control>(control).spin)) {
    atomic.add<i32>(control + SLEEPERS, 1);
    while (atomic.load<i32>(control + STAGE) == stage && !atomic.load<i32>(control + FAILED)) {
      atomic.wait<i32>(control + STAGE, stage, -1);
    }
    atomic.sub<i32>(control + SLEEPERS, 1);
  }
}

/** Returns when all workers have left a run that was stopped: the next run clears `stop`, which they must have seen before. */
function waitUntilLeft(control: usize): void {
  while (atomic.load<i32>(control + FINISHED) != atomic.load<i32>(control + START)) {
    if (atomic.load<i32>(control + FAILED)) return;
  }
}

/** What the host must never write; compiled into the debug build only. */
@inline function check(entry: Entry): void {
  if (ASC_NO_ASSERT) return; // without asserts their conditions would still be computed
  assert(entry.kernel > 0, "a tape entry without a kernel");
  assert(entry.items > 0, "a tape entry without items");
  assert(entry.grain > 0, "a tape entry without a grain");
}

/** Waits for a run after the `seen` ones. A wake-up may be late news, hence the loop. */
function sleepWhileStart(control: usize, seen: i32): void {
  if (changedWhileSpinning(control, START, seen, changetype<Control>(control).idle)) return;
  while (atomic.load<i32>(control + START) == seen) atomic.wait<i32>(control + START, seen, -1);
}

function changedWhileSpinning(control: usize, offset: usize, value: i32, looks: i32): bool {
  for (; looks > 0; looks--) {
    if (atomic.load<i32>(control + offset) != value) return true;
  }
  return false;
}

/** Called by the host of a thread whose kernel trapped: frees every thread that waits for it. */
export function abandon(control: usize): void {
  atomic.store<i32>(control + FAILED, 1);
  atomic.add<i32>(control + STAGE, 1);
  atomic.notify(control + STAGE, -1);
  atomic.add<i32>(control + START, 1);
  atomic.notify(control + START, -1);
  atomic.add<i32>(control + FINISHED, 1);
  atomic.notify(control + FINISHED, -1);
}

/** Where memory is free: behind the core's own constants. */
export function heapBase(): usize {
  return __heap_base;
}

/** `scratch` for the extension's kernels, which are in a module of their own. */
export function threadScratch(): usize {
  return scratch();
}
