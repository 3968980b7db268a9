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
  ],
  compatibilityDate = "2026-04-01",
);
