import type { PoolUse } from "@sipwright/adapters/sql"
import { constantTimeEqual, type Observer } from "@sipwright/core"
import type { Context, Handler } from "hono"
import { BlockList, isIP } from "node:net"
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client"
import type { OnAnswered } from "./answered-call.ts"
import { servedCallOf } from "./served-call.ts"
import { peerOf } from "./trusted-proxy.ts"

/** What is counted, and how Prometheus reads it. */
export interface Metrics {
  readonly observer: Observer
  readonly onPools: (pools: { readonly own: () => PoolUse; readonly kamailio?: () => PoolUse }) => void
  /** Counts calls by HTTP. */
  readonly onAnswered: OnAnswered
  /** Answers /metrics in Prometheus' text format. */
  readonly handler: Handler
}

/** Seconds: from a row by key to a password hash behind a queue. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

const loopback = new BlockList()
loopback.addSubnet("127.0.0.0", 8, "ipv4")
loopback.addAddress("::1", "ipv6")

const FORWARDING = ["forwarded", "x-forwarded-for", "x-real-ip"]

/** Whether the call comes from this machine itself, and not through a proxy on it. */
const isFromHere = (c: Context): boolean => {
  const peer = peerOf(servedCallOf(c).incoming)
  const isNear = peer === undefined || (isIP(peer) !== 0 && loopback.check(peer, isIP(peer) === 6 ? "ipv6" : "ipv4"))
  return isNear && FORWARDING.every((name) => c.req.header(name) === undefined)
}

const mayRead = (c: Context, key: string | undefined): boolean =>
  key === undefined ? isFromHere(c) : constantTimeEqual(c.req.header("authorization") ?? "", `Bearer ${key}`)

/** Finds the part of a metric that has these labels once, and not at every call. */
const remembering = <Labels extends ReadonlyArray<string>, Part>(partOf: (...labels: Labels) => Part) => {
  const known = new Map<string, Part>()
  return (...labels: Labels): Part => {
    const key = labels.join(" ")
    let part = known.get(key)
    if (part === undefined) {
      part = partOf(...labels)
      known.set(key, part)
    }
    return part
  }
}

/** Metrics of one server. With a key, whoever has it reads them; without one, only this machine does. */
export const makeMetrics = ({ key }: { readonly key: string | undefined }): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const calls = new Counter({
    name: "sipwright_operations_total",
    help: "Calls of operations, by how they ended",
    labelNames: ["operation", "outcome"],
    registers,
  })
  const durations = new Histogram({
    name: "sipwright_operation_duration_seconds",
    help: "How long operations took; of lists, to their first page",
    labelNames: ["operation"],
    buckets: BUCKETS,
    registers,
  })
  const throttled = new Counter({
    name: "sipwright_throttled_total",
    help: "Credentials that were not looked at, because too many wrong ones had come before",
    registers,
  })
  const requests = new Histogram({
    name: "sipwright_http_request_duration_seconds",
    help: "Calls by HTTP, to the head of their answer",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS,
    registers,
  })
  const callsOf = remembering((operation: string, outcome: string) => calls.labels({ operation, outcome }))
  const durationsOf = remembering((operation: string) => durations.labels({ operation }))
  const requestsOf = remembering((method: string, route: string, status: string) =>
    requests.labels({ method, route, status }),
  )
  let pools: Readonly<Record<string, () => PoolUse>> = {}
  const connections = new Gauge({
    name: "sipwright_database_connections",
    help: "Connections of each database's pool that are used and free, and callers that wait for one",
    labelNames: ["database", "state"],
    registers,
    collect: () => {
      for (const [database, use] of Object.entries(pools)) {
        for (const [state, count] of Object.entries(use())) connections.set({ database, state }, count)
      }
    },
  })
  return {
    observer: {
      call: ({ operation, outcome, milliseconds }) => {
        callsOf(operation, outcome).inc()
        durationsOf(operation).observe(milliseconds / 1000)
      },
      throttled: () => throttled.inc(),
    },
    onPools: (opened) => {
      pools = opened
    },
    onAnswered: ({ method, route, status, milliseconds }) =>
      requestsOf(method, route, String(status)).observe(milliseconds / 1000),
    handler: async (c) =>
      mayRead(c, key)
        ? c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType })
        : c.text("Metrics are for this machine only, or for who has SIPWRIGHT_METRICS_KEY.\n", 403),
  }
}
