#!/usr/bin/env node
// Plain JavaScript of old: an old Node must be able to read this far to say that it is too old.
var needed = [22, 19]
var found = process.versions.node.split(".").map(Number)

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    "Sipwright needs Node " +
      needed.join(".") +
      " or newer; this is Node " +
      process.versions.node +
      " (" +
      process.execPath +
      ").\n",
  )
  process.exit(3)
}

// A fifth of a command's time goes into compiling: what V8 makes of the code is kept beside it. Whoever may write there could change the
// code as well; and only its owner does, so that what root leaves does not keep the owner from updating.
var fs = process.getBuiltinModule("node:fs")
var here = import.meta.dirname
if (process.getuid !== undefined && fs.statSync(here).uid === process.getuid()) {
  var umask = process.umask(0o077)
  process.getBuiltinModule("node:module").enableCompileCache(here + "/../.cache")
  process.umask(umask)
}

import("../dist/program/main.js").catch(function (error) {
  var isUnbuilt = error && error.code === "ERR_MODULE_NOT_FOUND" && /dist[\\/]program[\\/]main\.js/.test(error.message)
  process.stderr.write(
    isUnbuilt
      ? "Sipwright is not built here: run npm run build first.\n"
      : "Sipwright cannot be loaded (" + (error && error.code) + ").\n",
  )
  process.exit(3)
})
