import { generateFiller, type SecureRandom } from "@sipwright/core"
import type { Database } from "../database.ts"
import { subscriberRows } from "./subscriber-walk.ts"

// Looks again, so that a password that somebody set meanwhile stays.
const FILL = "UPDATE subscriber SET password = ? WHERE id = ? AND (password = '' OR password IS NULL) AND ha1 <> ''"

/**
 * Puts random text where the password column is empty beside a hash, because a Kamailio with calculate_ha1=1 lets the empty
 * password register there. Answers how many rows were filled; nobody's right password is changed by it.
 */
export const fillEmptyPasswords = async (
  kamailio: Pick<Database, "all" | "run">,
  random: (typeof SecureRandom)["Service"],
): Promise<number> => {
  let filled = 0
  for await (const rows of subscriberRows(kamailio)) {
    for (const { id, password, ha1 } of rows) {
      if (password === "" && ha1 !== "") filled += await kamailio.run(FILL, [generateFiller(random), id])
    }
  }
  return filled
}
