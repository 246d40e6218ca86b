import { nodeCrypto } from "@sipwright/adapters/node-crypto"
import { smoke } from "./smoke.ts"

console.log(JSON.stringify([await smoke(), await smoke({ crypto: nodeCrypto })]))
