/** What was done by giving a role, or taking it away. */
export const roleSentence = ({ name, role }: { readonly name: string; readonly role: string | null }): string =>
  role === null ? `${name} has no role of its own now.\n` : `${name} has the role ${role} now.\n`
