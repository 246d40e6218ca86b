export type SqlDialect = "sqlite" | "mysql" | "postgres"
