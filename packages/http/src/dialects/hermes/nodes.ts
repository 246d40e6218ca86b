import type { Group, Node } from "./node.ts"
import { aliasNodes } from "./nodes/alias.ts"
import { authNodes } from "./nodes/auth.ts"
import { domainNodes } from "./nodes/domain.ts"
import { numbersNodes } from "./nodes/numbers.ts"
import { permissionNodes } from "./nodes/permission.ts"
import { phoneNodes } from "./nodes/phone.ts"
import { userNodes } from "./nodes/user.ts"

/** The seven groups of the protocol. */
const GROUPS: Readonly<Record<string, Group>> = {
  auth: authNodes,
  user: { ...userNodes, ...(permissionNodes.get === undefined ? {} : { permissions: permissionNodes.get }) },
  phone: phoneNodes,
  numbers: numbersNodes,
  alias: aliasNodes,
  domain: domainNodes,
  permission: permissionNodes,
}

const NODES: ReadonlyMap<string, Node> = new Map(
  Object.entries(GROUPS).flatMap(([group, nodes]) =>
    Object.entries(nodes).map(([name, node]): [string, Node] => [`${group}/${name}`, node]),
  ),
)

/** All nodes with their paths, such as `user/get`. */
export const allNodes = (): Iterable<readonly [path: string, node: Node]> => NODES

/** Whether paths of a group are this protocol's. */
export const isGroup = (name: string): boolean => Object.hasOwn(GROUPS, name)

/** The node of a path such as `user/get`. */
export const findNode = (path: string): Node | undefined => NODES.get(path)

/** Whether a node changes anything: then it needs a level that may. */
export const changes = (node: Node): boolean => node.operations.some((operation) => operation.needs.level >= 3)
