/** What the tests' LDAP servers hold. */
export const SUFFIX = "dc=example,dc=org"
export const ROOT_DN = `cn=root,${SUFFIX}`
export const ROOT_PASSWORD = "root of the tests"

/** An account that reads everything, also what anonymous searches do not see. */
export const READER = { dn: `cn=reader,${SUFFIX}`, password: "reader of the tests" }

export const PEOPLE = `ou=people,${SUFFIX}`
export const GROUPS = `ou=groups,${SUFFIX}`

export const passwordOf = (uid: string): string => `The password of ${uid}`

/** Values with anything in them are written in base64 (RFC 2849). */
const line = (name: string, value: string): string => `${name}:: ${Buffer.from(value, "utf8").toString("base64")}`

const entry = (dn: string, attributes: Readonly<Record<string, string | ReadonlyArray<string>>>): string =>
  [
    line("dn", dn),
    ...Object.entries(attributes).flatMap(([name, values]) => [values].flat().map((value) => line(name, value))),
    "",
  ].join("\n")

const person = (rdn: string, uid: string, more: Readonly<Record<string, string>> = {}, parent = PEOPLE): string =>
  entry(`${rdn},${parent}`, {
    objectClass: ["inetOrgPerson", "posixAccount"],
    uid,
    cn: uid,
    sn: uid,
    uidNumber: "1000",
    gidNumber: "1000",
    homeDirectory: "/nowhere",
    userPassword: passwordOf(uid),
    ...more,
  })

const group = (cn: string, ...members: ReadonlyArray<string>): string =>
  entry(`cn=${cn},${GROUPS}`, { objectClass: "groupOfNames", cn, member: members })

export const personDn = (uid: string): string => `uid=${uid},${PEOPLE}`
export const groupDn = (cn: string): string => `cn=${cn},${GROUPS}`

/** Names that mean something in a filter, a DN, SQL or a shell, with the same DN escaped by hand. */
export const STRANGE_PEOPLE: ReadonlyArray<{ readonly uid: string; readonly rdn: string }> = [
  { uid: 'quo"te', rdn: 'uid=quo\\"te' },
  { uid: "comma,name", rdn: "uid=comma\\,name" },
  { uid: "plus+name", rdn: "uid=plus\\+name" },
  { uid: "paren(s)", rdn: "uid=paren(s)" },
  { uid: "star*", rdn: "uid=star*" },
  { uid: "back\\slash", rdn: "uid=back\\\\slash" },
  { uid: "#hash", rdn: "uid=\\#hash" },
  { uid: "a=b;c<d>e", rdn: "uid=a=b\\;c\\<d\\>e" },
  { uid: "Jürgen Ünal", rdn: "uid=Jürgen Ünal" },
  { uid: "日本", rdn: "uid=日本" },
]

/**
 * alice is in `staff`, `staff` in `writers`, `writers` in `chiefs`, and `chiefs` in `staff` again. bob is in `readers` and `writers`. carol is in no
 * group. dave is in `phones`, a posixGroup, by his name. Each strange name is in `readers`.
 */
export const ENTRIES: string = [
  entry(SUFFIX, { objectClass: ["dcObject", "organization"], dc: "example", o: "Example" }),
  entry(READER.dn, {
    objectClass: ["applicationProcess", "simpleSecurityObject"],
    cn: "reader",
    userPassword: READER.password,
  }),
  ...["people", "groups", "hidden"].map((ou) => entry(`ou=${ou},${SUFFIX}`, { objectClass: "organizationalUnit", ou })),
  person("uid=alice", "alice", { displayName: "Alice Liddell", mail: "alice@example.org" }),
  person("uid=bob", "bob", { mail: "bob@example.org" }),
  person("uid=carol", "carol"),
  person("uid=dave", "dave"),
  person("uid=Mixed", "Mixed"),
  person("cn=twin one", "twin"),
  person("cn=twin two", "twin"),
  person("uid=nina", "nina", {}, `ou=hidden,${SUFFIX}`),
  ...STRANGE_PEOPLE.map(({ rdn, uid }) => person(rdn, uid)),
  group("staff", personDn("alice"), groupDn("chiefs")),
  group("writers", groupDn("staff"), personDn("bob")),
  group("chiefs", groupDn("writers")),
  group("readers", personDn("bob"), ...STRANGE_PEOPLE.map(({ rdn }) => `${rdn},${PEOPLE}`)),
  entry(groupDn("phones"), { objectClass: "posixGroup", cn: "phones", gidNumber: "2000", memberUid: "dave" }),
].join("\n")
