import fc from "fast-check"

/** What fits somewhere, so that calls come through to what is behind the checks of their input. */
const FITTING = [
  "alice@example.org",
  "bob@example.org",
  "sip:alice@example.org",
  "ALICE@EXAMPLE.ORG",
  "new@example.org",
  "out@elsewhere.example",
  "example.org",
  "elsewhere.example",
  "+4712345670",
  "+4712345671",
  "+4712345679",
  "001122334455",
  "00:11:22:33:44:55",
  "admin",
  "carol",
  "limited_read",
  "super",
  "none",
  "1",
  "2",
  "63",
  "5060",
  "true",
  "false",
  "correct horse battery",
  "192.0.2.1",
  "192.0.2.0/24",
  "https://p.example.org/",
  "*@example.org",
  "MD5",
  "SHA-256",
  "2030-01-31T12:00:00Z",
]

/** What has broken programs before: pieces of queries, filters and headers, names of prototypes, characters that look alike or are none. */
const NASTY = [
  "",
  " ",
  "'",
  '"',
  "' OR '1'='1",
  "'; DROP TABLE subscriber; --",
  "\\",
  "%",
  "_",
  "*",
  "?",
  "*)(uid=*))(|(uid=*",
  "\\2a\\00",
  "a\r\nSet-Cookie: x=1",
  "a\nb",
  "\0",
  "a\0b@example.org",
  "\ud800",
  "a\udfff@example.org",
  "аlice@example.org",
  "ＡLICE@example.org",
  "ﬁ@example.org",
  "e\u0301@example.org",
  "\u202ealice@example.org",
  "alice@bücher.example",
  "alice@[::1]",
  "alice@xn--",
  "@",
  "@@",
  "a@b@c",
  "%00",
  "%41lice@example.org",
  "../../etc/passwd",
  "${7*7}",
  "{{7*7}}",
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "NaN",
  "Infinity",
  "-1",
  "0",
  "1e308",
  "99999999999999999999",
  "0x10",
  "٣",
  "null",
  "undefined",
  "[]",
  "{}",
  "a".repeat(300),
  `${"a".repeat(64)}@example.org`,
  `${"a".repeat(65)}@example.org`,
  `a@${"b".repeat(63)}.${"c".repeat(63)}.example`,
  "😀".repeat(200),
  "x".repeat(70_000),
]

/** Text that somebody may send for anything. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...FITTING) },
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
)

const deep = (depth: number): unknown => {
  let value: unknown = "bottom"
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

/** Anything that JSON can say. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: anyText },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false, 0, -1, 1.5, 1e21, [], {}, ["a", "b"], deep(500)) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

/** How many examples each property is tried on; more by SIPWRIGHT_TEST_RUNS. */
export const RUNS = Number(process.env["SIPWRIGHT_TEST_RUNS"] ?? 1)
