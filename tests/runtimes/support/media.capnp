# The program of pictures and sound as an edge function; the tests put the bundle beside this file.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "media", worker = .media)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "media")],
);

const media :Workerd.Worker = (
  modules = [
    (name = "edge.mjs", esModule = embed "edge.mjs"),
    (name = "jpeg.wasm", wasm = embed "jpeg.wasm"),
  ],
  compatibilityDate = "2026-04-01",
);
