import { DOMAIN, sip } from "./sip.ts"

interface Employee {
  readonly user: string
  readonly name: string
  readonly mac?: string
}

/** What this company does when somebody comes: an account, and a phone on the desk. */
export const startEmployment = async ({ user, name, mac }: Employee) => {
  const address = `${user}@${DOMAIN}`
  const { password } = await sip.accounts.addLocal({ address, displayName: name, email: address })
  if (mac !== undefined) await sip.phones.add({ mac, address })
  return { address, password }
}

/** And when somebody goes. */
export const endEmployment = async (user: string) => {
  const address = `${user}@${DOMAIN}`
  for (const mac of await sip.phones.phonesOf({ address })) await sip.phones.remove({ mac, address })
  await sip.accounts.remove({ address })
}
