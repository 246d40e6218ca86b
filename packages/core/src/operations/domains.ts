import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Domains } from "../ports/domains.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { DomainName } from "../values/domain-name.ts"
import { PortNumber } from "../values/port-number.ts"
import { requiredText } from "../values/text.ts"
import { domainFilter } from "./access.ts"
import { actorOf, commit } from "./commit.ts"
import { DomainExists, DomainInUse, DomainNotFound, InvalidInput, ServersNotFound } from "../model/errors.ts"
import { onGuard } from "./guards.ts"
import { call, type Target } from "./operation.ts"
import { reloadDomains } from "./tell-kamailio.ts"

const ByDomain = Schema.Struct({ domain: DomainName })
const ChangedView = Schema.Struct({
  domain: Schema.String,
  /** Whether Kamailio sees the change; where not, it does after domain.reload. */
  reloaded: Schema.Boolean,
})
const ServersView = Schema.Struct({
  registrar: Schema.String,
  registrarPort: Schema.Number,
  proxy: Schema.String,
  proxyPort: Schema.Number,
  provisioningUrl: Schema.String,
})

const touches = ({ domain }: { readonly domain: DomainName }): Target => ({ kind: "domain", domain })

const list = call({
  name: "domains.list",
  summary: "The domains that Kamailio serves",
  needs: { level: 1, resource: "domains", target: () => ({ kind: "filtered" }) },
  input: Schema.Struct({}),
  output: Schema.Array(Schema.String),
  errors: [InvalidInput, StoreUnavailable],
  handler: (_, { principal }) =>
    Effect.map(
      Domains.use((domains) => domains.list()),
      (all) => {
        const only = domainFilter(principal)
        return only === undefined ? all : all.filter((domain) => domain.toLowerCase() === only)
      },
    ),
})

const add = call({
  name: "domains.add",
  summary: "Adds a domain to those that Kamailio serves",
  needs: { level: 4, resource: "domains", target: touches },
  input: ByDomain,
  output: ChangedView,
  errors: [DomainExists, InvalidInput, StoreUnavailable],
  handler: ({ domain }, caller) =>
    commit([{ _tag: "AddDomain", domain }], actorOf(caller)).pipe(
      onGuard({ "domain-free": () => new DomainExists({ domain }) }),
      Effect.andThen(reloadDomains),
      Effect.map((reloaded) => ({ domain, reloaded })),
    ),
})

const remove = call({
  name: "domains.remove",
  summary: "Removes a domain that has no accounts and no aliases and is no space, with its servers and tokens",
  needs: { level: 4, resource: "domains", target: touches },
  input: ByDomain,
  output: ChangedView,
  errors: [DomainInUse, DomainNotFound, InvalidInput, StoreUnavailable],
  handler: ({ domain }, caller) =>
    commit([{ _tag: "RemoveDomain", domain }], actorOf(caller)).pipe(
      onGuard({
        "domain-present": () => new DomainNotFound({ domain }),
        "domain-unused": () => new DomainInUse({ domain }),
      }),
      Effect.andThen(reloadDomains),
      Effect.map((reloaded) => ({ domain, reloaded })),
    ),
})

const servers = call({
  name: "domains.servers",
  summary: "The servers that new accounts of a domain get",
  needs: { level: 1, resource: "domains", target: touches },
  input: ByDomain,
  output: ServersView,
  errors: [InvalidInput, ServersNotFound, StoreUnavailable],
  handler: ({ domain }) =>
    Effect.flatMap(
      Domains.use((domains) => domains.servers(domain)),
      (found) => (found === undefined ? Effect.fail(new ServersNotFound({ domain })) : Effect.succeed(found)),
    ),
})

const setServers = call({
  name: "domains.setServers",
  summary: "Sets the servers that new accounts of a domain get",
  needs: { level: 3, resource: "domains", target: touches },
  input: Schema.Struct({
    domain: DomainName,
    registrar: requiredText(255),
    registrarPort: PortNumber,
    proxy: requiredText(255),
    proxyPort: PortNumber,
    provisioningUrl: requiredText(1024),
  }),
  output: ServersView,
  errors: [DomainNotFound, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ domain, ...given }, caller) {
    if (!(yield* Domains.use((domains) => domains.isLocal(domain)))) return yield* new DomainNotFound({ domain })
    yield* commit([{ _tag: "SetDomainServers", domain, servers: given, local: true }], actorOf(caller)).pipe(
      onGuard({ "domain-present": () => new DomainNotFound({ domain }) }),
    )
    return given
  }),
})

export const domains = { list, add, remove, servers, setServers } as const
