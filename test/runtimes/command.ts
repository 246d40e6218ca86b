import { smoke } from "./smoke.ts"

console.log(JSON.stringify(await smoke()))
