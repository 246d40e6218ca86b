import { operations } from "@sipwright/core"
import { notImplemented, ok } from "../answer.ts"
import { answering, type Group, type Node, optional, required } from "../node.ts"
import { given } from "../parameters.ts"

const { operators } = operations

const user = required("user", "login name of the operator")
const access = "name or number of a level: limited_read, full_read, full_write, super"

const userAndAccess = (done: { readonly name: string; readonly access: string }) =>
  ok({ user: done.name, access: done.access })

const onlyUser = (done: { readonly name: string }) => ok({ user: done.name })

/** Nodes for API keys need the access that they will need, and say that they are not there yet. */
const forLater = (about: string, needs: Node["operations"][number]): Node => ({
  about,
  parameters: [],
  operations: [needs],
  plan: () => notImplemented("API keys are not implemented yet."),
})

/** The management nodes. Login, logout and ping are apart: they do not ask for a session the way others do. */
export const authNodes: Group = {
  list_users: {
    about: "Operators and their access",
    parameters: [],
    operations: [operators.list],
    plan: () =>
      answering(operators.list, {}, (list) =>
        ok({
          list: list.map(({ name, access: level, fullName, email }) => ({
            user: name,
            access: level,
            fullname: fullName,
            email,
          })),
        }),
      ),
  },
  authorize_user: {
    about: "Gives an operator a level",
    parameters: [user, required("access", access)],
    fields: { name: "user" },
    operations: [operators.authorize],
    plan: (parameters) =>
      answering(
        operators.authorize,
        { name: given(parameters, "user"), access: given(parameters, "access") },
        userAndAccess,
      ),
  },
  remove_user: {
    about: "Takes an operator's access away, and the operator where its directory can be written",
    parameters: [user],
    fields: { name: "user" },
    operations: [operators.remove],
    plan: (parameters) => answering(operators.remove, { name: given(parameters, "user") }, onlyUser),
  },
  new_user: {
    about: "Makes an operator",
    parameters: [
      required("username", "login name"),
      required("password", "of the operator"),
      optional("fullname", "for people"),
      optional("email", "for people"),
      optional("access", `${access}; limited_read by default`),
    ],
    fields: { name: "username", fullName: "fullname" },
    operations: [operators.add],
    plan: (parameters) =>
      answering(
        operators.add,
        {
          name: given(parameters, "username"),
          password: given(parameters, "password"),
          fullName: parameters.get("fullname"),
          email: parameters.get("email"),
          access: given(parameters, "access"),
        },
        userAndAccess,
      ),
  },
  update_user: {
    about: "Changes an operator",
    parameters: [
      user,
      optional("password", "a new one"),
      optional("fullname", "for people"),
      optional("email", "for people"),
    ],
    fields: { name: "user", fullName: "fullname" },
    operations: [operators.update],
    plan: (parameters) =>
      answering(
        operators.update,
        {
          name: given(parameters, "user"),
          password: given(parameters, "password"),
          fullName: parameters.get("fullname"),
          email: parameters.get("email"),
        },
        onlyUser,
      ),
  },
  new_apikey: forLater("Makes an API key", operators.authorize),
  remove_apikey: forLater("Removes an API key", operators.authorize),
  list_apikeys: forLater("API keys", operators.list),
}
