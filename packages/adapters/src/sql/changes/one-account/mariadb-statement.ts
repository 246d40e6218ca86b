import type { OwnTables } from "../../schema/tables.ts"
import { bySize } from "../../statements/chunks.ts"
import { insert } from "../../statements/insert.ts"
import type { AddStatement } from "./add-statement.ts"
import type { AllNewRows } from "./new-rows.ts"
import type { NothingInTheWay } from "./nothing-in-the-way.ts"

/** One statement for MariaDB: a block, which is a transaction by itself. `guard` compares with `?`. */
export const mariaDbStatement = (tables: OwnTables, rows: AllNewRows, guard: NothingInTheWay): AddStatement => {
  const inserts = Object.values(rows)
  return {
    // A condition that is not handled inside, such as the end of the connection, leaves the transaction to whoever sent this.
    text: bySize(
      (newcomers) => `BEGIN NOT ATOMIC
        DECLARE newest BIGINT;
        DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
        START TRANSACTION;
        SET newest = ${guard.newest};
        IF ${[guard.unseen, ...Array.from({ length: newcomers }, () => guard.ofEach)].join(" AND ")} THEN
          ${insert(tables.address, ["address", "kind"], newcomers)};
          ${inserts.map(({ table, columns }) => `${insert(table, columns, newcomers)};`).join("\n          ")}
          COMMIT;
          SELECT ${newcomers} AS made, newest AS seen;
        ELSE
          ROLLBACK;
          SELECT 0 AS made, NULL AS seen;
        END IF;
      END`,
    ),
    params: (newcomers, seen) => [
      ...guard.paramsOfUnseen(seen),
      ...newcomers.flatMap(guard.paramsOfEach),
      ...newcomers.flatMap(({ account }) => [account.address, "account"]),
      ...inserts.flatMap(({ values }) => newcomers.flatMap((newcomer) => values(newcomer))),
    ],
  }
}
