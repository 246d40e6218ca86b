export type DatabaseName = "sqlite" | "mariadb" | "postgres"

export type Row = Record<string, unknown>

type Parameter = string | number | bigint | Buffer | null

/** A fresh, empty database and a back door into it that shares no code with the library. */
export interface TestDatabase {
  readonly url: string
  /** The same database as a kamailio.cfg names it. */
  readonly kamailioUrl: string
  /** `?` stands for a parameter on every kind of database. */
  query(sql: string, parameters?: readonly Parameter[]): Promise<Row[]>
  close(): Promise<void>
}

export interface DatabaseKind {
  readonly name: DatabaseName
  /** Why this kind cannot be tested here. */
  readonly skip?: string
  create(): Promise<TestDatabase>
}
