# For `npx workerd serve examples/edge/config.capnp`: the bundled function on http://127.0.0.1:8787.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "digits", worker = .digits)],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "digits")],
);

const digits :Workerd.Worker = (
  modules = [
    (name = "worker.mjs", esModule = embed "dist/worker.mjs"),
    (name = "fovea.strict.wasm", wasm = embed "dist/fovea.strict.wasm"),
    (name = "fovea.relaxed.wasm", wasm = embed "dist/fovea.relaxed.wasm"),
    (name = "fovea.extension.strict.wasm", wasm = embed "dist/fovea.extension.strict.wasm"),
    (name = "fovea.extension.relaxed.wasm", wasm = embed "dist/fovea.extension.relaxed.wasm"),
    (name = "lenet5.safetensors", data = embed "dist/lenet5.safetensors"),
  ],
  compatibilityDate = "2026-04-01",
);
