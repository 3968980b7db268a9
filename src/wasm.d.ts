// What a static import of a .wasm file gives where the runtime has such imports (workerd).
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
