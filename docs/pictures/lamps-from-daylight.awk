# SPDX-License-Identifier: Apache-2.0
# Rows, tab-separated: r EPOCH LUX (reading), f FROM UNTIL STATE LUX (found), t FROM UNTIL (true). Twenty hours from `begin`.
function x(at) { return 60 + (at - begin) / 72000 * 720 }
function y(lux) { return 250 - 200 * sqrt(lux > 0 ? lux / top : 0) }
function within(at) { return at < begin ? begin : at > begin + 72000 ? begin + 72000 : at }
function bar(from, until, top, height, colour) {
  from = within(from); until = within(until)
  if (until > from)
    printf "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x(from), top, x(until) - x(from), height, colour
}
function label(px, py, text, more) { printf "<text x=\"%.1f\" y=\"%.1f\"%s>%s</text>\n", px, py, more, text }
$1 == "r" && $2 >= begin && $2 <= begin + 72000 { at[++readings] = $2; lux[readings] = $3; if ($3 > top) top = $3 }
$1 == "f" { from[++found] = $2; until[found] = $3; state[found] = $4; size[found] = $5 }
$1 == "t" { true_from[++trues] = $2; true_until[trues] = $3 }
END {
  top = int(top / 50 + 1) * 50
  print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 350\" font-family=\"sans-serif\" font-size=\"12\">"
  print "<rect width=\"800\" height=\"350\" fill=\"#fff\"/>"
  for (i = 1; i <= found; ++i) bar(from[i], until[i], 50, 200, state[i] == "on" ? "#fff3d6" : "#eee")
  for (hour = 5; hour <= 25; hour += 5) {
    px = x(begin + (hour - 5) * 3600)
    printf "<path d=\"M%.1f 250v5\" stroke=\"#555\"/>\n", px
    label(px, 268, (hour % 24) ":00", " text-anchor=\"middle\"")
  }
  for (i = 1; i <= split("0 10 50 100 200 400 800", ticks, " "); ++i) if (ticks[i] <= top) {
    printf "<path d=\"M60 %.1fh720\" stroke=\"#ddd\"/>\n", y(ticks[i])
    label(54, y(ticks[i]) + 4, ticks[i], " text-anchor=\"end\"")
  }
  for (i = 1; i <= readings; ++i) all = all sprintf("%s%.1f %.1f", i > 1 ? "L" : "M", x(at[i]), y(lux[i]))
  lit = 1; pen = 0
  for (i = 1; i <= readings; ++i) {
    while (lit <= found && until[lit] <= at[i]) ++lit
    on = lit <= found && from[lit] <= at[i] && state[lit] == "on"
    if (on) left = left sprintf("%s%.1f %.1f", pen ? "L" : "M", x(at[i]), y(lux[i] - size[lit]))
    pen = on
  }
  printf "<path d=\"%s\" fill=\"none\" stroke=\"#2b5c8a\" stroke-width=\"1.3\"/>\n", all
  printf "<path d=\"%s\" fill=\"none\" stroke=\"#c2410c\" stroke-width=\"1.3\"/>\n", left
  label(60, 24, "Light in a room on " day ", lux (the scale is of square roots)", " font-weight=\"bold\"")
  label(60, 41, "blue: what the sensor read; red: what is left without the lamps that were found", "")
  for (i = 1; i <= found; ++i) bar(from[i], until[i], 282, 16, state[i] == "on" ? "#f0a500" : "#999")
  for (i = 1; i <= trues; ++i) bar(true_from[i], true_until[i], 306, 16, "#333")
  label(54, 294, "found", " text-anchor=\"end\"")
  label(54, 318, "true", " text-anchor=\"end\"")
  label(60, 340, "orange: on, grey: cannot be told", "")
  print "</svg>"
}
