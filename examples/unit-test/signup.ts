import type { Sipwright } from "@sipwright/core"

/** The code of yours that is to be tested: gives a customer a number of the pool, and an account that it leads to. */
export const signUp = async (
  sip: Sipwright,
  user: string,
): Promise<{ readonly number: string; readonly password: string }> => {
  const address = `${user}@example.org`
  const { password } = await sip.accounts.addLocal({ address, displayName: user, email: "", servers: false })
  const { number } = await sip.numbers.next()
  await sip.aliases.add({ alias: `${number}@example.org`, destination: address })
  return { number, password: password ?? "" }
}
