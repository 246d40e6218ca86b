export interface KamailioConfig {
  readonly databaseUrl: string
  readonly driver: "db_mysql" | "db_postgres" | "db_sqlite"
  readonly port: number
  readonly passwords: "ha1" | "plaintext"
  readonly useDomain: boolean
  /** One realm for everybody instead of each domain its own. */
  readonly realm: string | undefined
  readonly algorithm: "MD5" | "SHA-256"
  readonly usrlocDbMode: 0 | 1 | 3
  readonly aliases: boolean
  /** `table` reads Kamailio's table `domain`; a list is for an installation without the domain module. */
  readonly domains: "table" | readonly string[]
}

const flag = (on: boolean): number => (on ? 1 : 0)

const passwordParameters = {
  ha1: [
    'modparam("auth_db", "calculate_ha1", 0)',
    'modparam("auth_db", "password_column", "ha1")',
    'modparam("auth_db", "password_column_2", "ha1b")',
  ],
  plaintext: ['modparam("auth_db", "calculate_ha1", 1)', 'modparam("auth_db", "password_column", "password")'],
}

const domainParts = ({ domains, databaseUrl }: KamailioConfig) =>
  domains === "table"
    ? {
        settings: ['loadmodule "domain.so"', `modparam("domain", "db_url", "${databaseUrl}")`],
        // Lets `uri==myself` see the table, as the stock configuration does.
        myself: ['modparam("domain", "register_myself", 1)'],
        aliases: [],
        servesTo: 'is_domain_local("$td")',
        isFromLocal: "is_from_local()",
        isUriLocal: "is_uri_host_local()",
      }
    : {
        settings: [],
        myself: [],
        aliases: domains.map((domain) => `alias="${domain}"`),
        servesTo: "to_uri==myself",
        isFromLocal: "from_uri==myself",
        isUriLocal: "uri==myself",
      }

/** A small registrar and proxy with the decisions of the stock configuration, and every parameter that matters here open. */
export const kamailioConfig = (config: KamailioConfig): string => {
  const { databaseUrl, port } = config
  const domain = domainParts(config)
  const realm = (pseudoVariable: string): string => config.realm ?? pseudoVariable
  return `#!KAMAILIO
debug=2
log_stderror=yes
log_name="kamailio"
children=1
tcp_children=1
auto_aliases=no
dns=no
rev_dns=no
tcp_accept_no_cl=yes
listen=udp:127.0.0.1:${port}
listen=tcp:127.0.0.1:${port}
${domain.aliases.join("\n")}

loadmodule "${config.driver}.so"
loadmodule "xhttp.so"
loadmodule "jsonrpcs.so"
loadmodule "kex.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "tmx.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "auth.so"
loadmodule "auth_db.so"
${config.aliases ? 'loadmodule "alias_db.so"' : ""}
${[...domain.settings, ...domain.myself].join("\n")}

modparam("jsonrpcs", "transport", 1)
modparam("tm", "fr_timer", 5000)
modparam("tm", "fr_inv_timer", 20000)
modparam("usrloc", "use_domain", ${flag(config.useDomain)})
modparam("usrloc", "db_mode", ${config.usrlocDbMode})
modparam("usrloc", "db_url", "${databaseUrl}")
modparam("usrloc", "timer_procs", 1)
modparam("auth", "algorithm", "${config.algorithm}")
modparam("auth_db", "db_url", "${databaseUrl}")
modparam("auth_db", "use_domain", ${flag(config.useDomain)})
modparam("auth_db", "load_credentials", "")
${passwordParameters[config.passwords].join("\n")}
${
  config.aliases
    ? `modparam("alias_db", "db_url", "${databaseUrl}")
modparam("alias_db", "use_domain", ${flag(config.useDomain)})`
    : ""
}

request_route {
  if (!mf_process_maxfwd_header("10")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  if (is_method("OPTIONS") && $rU == $null) {
    sl_send_reply("200", "Keepalive");
    exit;
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  if (!is_method("ACK")) {
    if (t_precheck_trans()) {
      t_check_trans();
      exit;
    }
    t_check_trans();
  }
  if (has_totag()) {
    if (loose_route()) {
      t_relay();
      exit;
    }
    if (is_method("ACK")) {
      if (t_check_trans()) t_relay();
      exit;
    }
    sl_send_reply("404", "Not here");
    exit;
  }
  if (is_method("REGISTER")) {
    route(REGISTRAR);
    exit;
  }
  route(CALL);
}

route[REGISTRAR] {
  if (!${domain.servesTo}) {
    sl_send_reply("403", "Domain Not Served");
    exit;
  }
  if (!auth_check("${realm("$td")}", "subscriber", "1")) {
    auth_challenge("${realm("$td")}", "1");
    exit;
  }
  if (!save("location")) sl_reply_error();
}

route[CALL] {
  if (${domain.isFromLocal}) {
    if (!auth_check("${realm("$fd")}", "subscriber", "1")) {
      auth_challenge("${realm("$fd")}", "1");
      exit;
    }
    consume_credentials();
  } else if (!${domain.isUriLocal}) {
    sl_send_reply("403", "Not relaying");
    exit;
  }
  remove_hf("Route");
  record_route();
  ${config.aliases ? `if (${domain.isUriLocal}) alias_db_lookup("dbaliases");` : ""}
  if (${domain.isUriLocal}) {
    if (!lookup("location")) {
      sl_send_reply("404", "Not Found");
      exit;
    }
  }
  if (!t_relay()) sl_reply_error();
}

event_route[xhttp:request] {
  set_reply_close();
  set_reply_no_connect();
  jsonrpc_dispatch();
}
`
}

/**
 * What an operator puts into kamailio-local.cfg beside the distribution's kamailio.cfg, which reads that file first.
 * Only MySQL's driver is loaded by the stock file itself.
 */
export const stockLocalConfig = (config: Pick<KamailioConfig, "databaseUrl" | "driver" | "port">): string => `
#!define WITH_AUTH
#!define WITH_USRLOCDB
#!define WITH_ALIASDB
#!define WITH_MULTIDOMAIN
#!define DBURL "${config.databaseUrl}"
${config.driver === "db_mysql" ? "#!define WITH_MYSQL" : `loadmodule "${config.driver}.so"`}
#!define WITH_JSONRPC
listen=udp:127.0.0.1:${config.port}
listen=tcp:127.0.0.1:${config.port}
`

const stockPasswordLines = [
  ['modparam("auth_db", "calculate_ha1", yes)', 'modparam("auth_db", "calculate_ha1", no)'],
  ['modparam("auth_db", "password_column", "password")', 'modparam("auth_db", "password_column", "ha1")'],
] as const

/** The two lines of the stock file that an operator edits to store hashes only. */
export const stockWithHashes = (stock: string): string =>
  stockPasswordLines.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`the stock kamailio.cfg does not hold exactly once: ${from}`)
    return text.replace(from, to)
  }, stock)
