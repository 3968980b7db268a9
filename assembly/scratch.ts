// Working memory of the thread that asks. A kernel that packs or transforms does so here, in a place that stays in the
// thread's own cache. What lies there when a kernel begins is chance: it must write before it reads.
//
// This is the one variable of the core. Globals are per instance, and each thread has its own. The extension asks the core.

let mine: usize = 0;

@external("core", "threadScratch")
declare function ofCore(): usize;

/** Address of this thread's scratch memory: as many bytes as the host said that the kernel needs. */
@inline export function scratch(): usize {
  return ASC_MEMORY_BASE ? ofCore() : mine; // decided at compile time: only the extension has a base
}

export function takeScratch(address: usize): void {
  mine = address;
}
