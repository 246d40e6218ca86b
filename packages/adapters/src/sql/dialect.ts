/** The three kinds of SQL that are spoken; `mysql` is MariaDB too. */
export type SqlDialect = "sqlite" | "mysql" | "postgres"
