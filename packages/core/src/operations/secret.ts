import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

const SECRET = "sipwright/secret"

/** Marks a field of an output as a secret: principals below `full_read` do not get it. */
export const secret = <S extends Schema.Top>(schema: S) => schema.annotate({ [SECRET]: true })

const isSecret = (ast: SchemaAST.AST): boolean => ast.annotations?.[SECRET] === true

/** The names of the secret fields of a struct, or of any member of a union of structs. */
export const secretFieldsOf = (schema: Schema.Top): ReadonlyArray<string> => {
  const fields = (ast: SchemaAST.AST): ReadonlyArray<string> => {
    if (SchemaAST.isUnion(ast)) return ast.types.flatMap(fields)
    if (!SchemaAST.isObjects(ast)) return []
    return ast.propertySignatures.filter((property) => isSecret(property.type)).map((property) => String(property.name))
  }
  return [...new Set(fields(schema.ast))]
}
