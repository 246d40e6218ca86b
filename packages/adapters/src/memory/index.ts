export { memoryBackDoor } from "./back-door.ts"
export { memoryStore, type MemoryStoreOptions } from "./memory-store.ts"
export { memoryTables, type MemoryTables } from "./tables/tables.ts"
