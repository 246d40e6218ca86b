export { type LookUp, nodeHostResolver } from "./host-resolver.ts"
