export default {
  entries: ["assembly/__tests__/**/*.spec.ts"],
  include: ["assembly/__tests__/**/*.include.ts"],
  disclude: [/node_modules/],
  // as-pect would make an unshared memory; the kernels are compiled for a shared one.
  async instantiate(_memory, createImports, instantiate, binary) {
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
    return instantiate(binary, createImports({ env: { memory } }));
  },
  outputBinary: false,
};
