import type { ServedCall } from "./served-call.ts"

/** A call by HTTP, once there is the head of its answer. */
interface AnsweredCall extends ServedCall {
  readonly method: string
  readonly status: number
  readonly milliseconds: number
}

/** Is told of each call that was answered. */
export type OnAnswered = (call: AnsweredCall) => void

type Answer = (request: Request, call: ServedCall) => Response | Promise<Response>

/**
 * Tells of each call that `answer` answers. It stands around the app and is no middleware of it: for that, every call would wait for some promises more, also those
 * that are answered at once.
 */
export const telling = (answer: Answer, listeners: ReadonlyArray<OnAnswered>): Answer => {
  if (listeners.length === 0) return answer
  return (request, call) => {
    const began = performance.now()
    const tell = (response: Response): Response => {
      const milliseconds = performance.now() - began
      const { incoming, outgoing, route } = call
      const answered = { incoming, outgoing, route, method: request.method, status: response.status, milliseconds }
      for (const listener of listeners) listener(answered)
      return response
    }
    const answering = answer(request, call)
    return answering instanceof Promise ? answering.then(tell) : tell(answering)
  }
}
