-- Calls for wrk, made by its arguments: METHOD PATH BODY COOKIE FIRST COUNT. `{n}` in the path and the body is a number of seven
-- digits: with a COUNT, FIRST … FIRST + COUNT - 1 in a mixed order over and over; with 0, FIRST and up, no number twice.
-- Prints what became of them as a line of JSON.

-- A prime far from the counts in use, so that neighbours are not asked for one after another.
local STRIDE = 7919

local method, path, body, headers, first, count
local made = {}
local turn = -1

local function numbered(text, number)
  local digits = string.format("%07d", number)
  return (string.gsub(text, "{n}", digits))
end

local function make(number)
  return wrk.format(method, numbered(path, number), headers, body ~= "" and numbered(body, number) or nil)
end

function init(args)
  method, path, body = args[1], args[2], args[3]
  headers = {}
  if args[4] ~= "" then headers["Cookie"] = args[4] end
  if body ~= "" then headers["Content-Type"] = "application/json" end
  first, count = tonumber(args[5]), tonumber(args[6])
  -- Made once, so that the load tool has its core for the load.
  for offset = 0, count - 1 do made[offset] = make(first + offset) end
end

function request()
  turn = turn + 1
  if count == 0 then return make(first + turn) end
  return made[(turn * STRIDE) % count]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"bytes":%d,"failures":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)
  ))
end
