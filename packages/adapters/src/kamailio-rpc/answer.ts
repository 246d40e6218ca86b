/** What Kamailio answered. */
export type RpcAnswer =
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "error"; readonly code: number; readonly text: string }

type Members = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The one answer in a body; undefined where it is not one of JSON-RPC 2.0 with this id. */
export const readAnswer = (body: string, id: number): RpcAnswer | undefined => {
  const answer = parsed(body)
  if (!isObject(answer) || answer["jsonrpc"] !== "2.0") return undefined
  const { error } = answer
  if (isObject(error)) {
    const { code, message } = error
    if (typeof code !== "number") return undefined
    return { kind: "error", code, text: typeof message === "string" ? message.slice(0, 200) : "" }
  }
  return answer["id"] === id && "result" in answer ? { kind: "result", result: answer["result"] } : undefined
}
