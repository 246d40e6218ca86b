using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [ (name = "sipwright", worker = .worker) ],
  sockets = [ (name = "http", address = "127.0.0.1:8787", http = (), service = "sipwright") ],
);

const worker :Workerd.Worker = (
  modules = [ (name = "worker", esModule = embed "dist/worker.js") ],
  bindings = [ (name = "ADMIN_PASSWORD", fromEnvironment = "ADMIN_PASSWORD") ],
  compatibilityDate = "2026-11-01",
);
