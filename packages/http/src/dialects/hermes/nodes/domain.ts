import { operations } from "@sipwright/core"
import { type Answer, failed, ok } from "../answer.ts"
import { list, object, text, whole } from "../../../openapi/shape.ts"
import { answering, type Group, okReply, required } from "../node.ts"
import { given } from "../parameters.ts"

const { domains } = operations

interface Servers {
  readonly registrar: string
  readonly registrarPort: number
  readonly proxy: string
  readonly proxyPort: number
  readonly provisioningUrl: string
}

const serversAnswer = (servers: Servers) =>
  ok({
    servers: {
      registrar: servers.registrar,
      r_port: servers.registrarPort,
      proxy: servers.proxy,
      p_port: servers.proxyPort,
      prov_url: servers.provisioningUrl,
    },
  })

const domain = required("domain", "SIP domain", "example.org")

const serversReply = okReply({
  servers: object({
    registrar: text("sip.example.org"),
    r_port: whole(5060),
    proxy: text("sip.example.org"),
    p_port: whole(5060),
    prov_url: text("https://prov.example.org/"),
  }),
})

// set_servers says what is wrong with a parameter in words of its own.
const refused = (detail: string): Answer => ({ ...failed("parameters", detail), description: detail })

export const domainNodes: Group = {
  list: {
    about: "The domains that Kamailio serves",
    reply: okReply({ list: list(text("example.org")) }),
    parameters: [],
    operations: [domains.list],
    plan: () => answering(domains.list, {}, (list) => ok({ list })),
  },
  get_servers: {
    about: "The servers that new users of a domain get",
    reply: serversReply,
    parameters: [domain],
    operations: [domains.servers],
    plan: (parameters) => answering(domains.servers, { domain: given(parameters, "domain") }, serversAnswer),
  },
  set_servers: {
    about: "Sets the servers that new users of a domain get",
    reply: serversReply,
    parameters: [
      domain,
      required("registrar", "host", "sip.example.org"),
      required("r_port", "port", "5060"),
      required("proxy", "host", "sip.example.org"),
      required("p_port", "port", "5060"),
      required("prov_url", "where phones fetch their configuration", "https://prov.example.org/"),
    ],
    fields: { registrarPort: "r_port", proxyPort: "p_port", provisioningUrl: "prov_url" },
    missing: refused,
    malformed: {
      domain: refused,
      registrar: refused,
      registrarPort: refused,
      proxy: refused,
      proxyPort: refused,
      provisioningUrl: refused,
    },
    operations: [domains.setServers],
    plan: (parameters) =>
      answering(
        domains.setServers,
        {
          domain: given(parameters, "domain"),
          registrar: given(parameters, "registrar"),
          registrarPort: given(parameters, "r_port"),
          proxy: given(parameters, "proxy"),
          proxyPort: given(parameters, "p_port"),
          provisioningUrl: given(parameters, "prov_url"),
        },
        serversAnswer,
      ),
  },
}
