# The smoke program as an edge function; the tests put the bundle beside this file.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "smoke", worker = .smoke)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "smoke")],
);

const smoke :Workerd.Worker = (
  modules = [
    (name = "edge.mjs", esModule = embed "edge.mjs"),
    (name = "fovea.strict.wasm", wasm = embed "fovea.strict.wasm"),
    (name = "fovea.relaxed.wasm", wasm = embed "fovea.relaxed.wasm"),
    (name = "fovea.extension.strict.wasm", wasm = embed "fovea.extension.strict.wasm"),
    (name = "fovea.extension.relaxed.wasm", wasm = embed "fovea.extension.relaxed.wasm"),
  ],
  compatibilityDate = "2026-04-01",
);
