/** Codecs of others that are WebAssembly by Emscripten: started at once, on the calling thread, as decoding a picture is no promise. */

/** A compiled codec. */
export type CompiledCodec = WebAssembly.Module;

/** Emscripten's `instantiateWasm`: given the imports, hands the instance to `receive` and returns its exports. */
export type Instantiate = (
  imports: WebAssembly.Imports,
  receive: (instance: WebAssembly.Instance) => void,
) => WebAssembly.Exports;

/** Compiles a codec's bytes; runtimes that compile none (workerd) import the module instead. */
export function compileCodec(bytes: Uint8Array<ArrayBuffer>): CompiledCodec {
  return new WebAssembly.Module(bytes);
}

/** How Emscripten's glue makes an instance of `module` without waiting. */
export function instantiator(module: CompiledCodec): Instantiate {
  return (imports, receive) => {
    const instance = new WebAssembly.Instance(module, imports);
    receive(instance);
    return instance.exports;
  };
}
