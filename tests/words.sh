#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Plain English: finds words that a user or a new reader would have to learn first, in documents (outside code), in string literals of the
# program, and in the page. Prints file:line, the word, and its replacement.
set -u
cd "$1" || exit 1

documents=$(find README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs src/*/README.md web/README.md -name '*.md' | sort)
sources=$(find src \( -name '*.cpp' -o -name '*.h' \) ! -name '*_test.cpp' ! -path 'src/testing/*' | sort)
page=$(find web \( -name '*.js' -o -name '*.html' \) | sort)

# shellcheck disable=SC2086
awk '
function forbid(pattern, instead) { ++rules; rule[rules] = "(^|[^a-z_])(" pattern ")([^a-z_]|$)"; say[rules] = instead }

BEGIN {
  # A subject that does not exist hides the actor; plain subjects are shorter.
  forbid("nobody", "the house is away, no one, or the passive")
  forbid("somebody", "the household, someone, or the passive")
  # Private words that stand for several ideas; the field has a word for each.
  forbid("thanked", "acknowledged")
  forbid("anew", "again, over, or created again")
  forbid("by hand", "manually")
  forbid("handed over|hand over", "restored, restore")
  forbid("is told|are told|was told|were told", "is commanded, notified, reported, recognised")
  forbid("cannot be told|be told from", "is unclear, is distinguished from")
  forbid("needs? a person", "needs attention")
  forbid("lets us in", "connected")
  forbid("with us", "name the other side: a new MQTT session")
  forbid("did not do as|do as told", "did not reach the commanded state")
  forbid("not said", "no ... given")
  forbid("manners|mannered", "constraints")
  forbid("lived days?|were lived|was lived", "real days")
  forbid("what became of", "result")
  forbid("for ever", "forever")
  forbid("taken for dead", "reported as failed")
  forbid("who is there", "sign in, or who is home")
  forbid("tried again by itself", "retrying automatically")
  forbid("is no json|is no path|is no file|is no hue", "is not a ...")
}

FNR == 1 { in_block = 0; document = FILENAME ~ /\.md$/ }
document && /^ *```/ { in_block = !in_block; next }
in_block { next }

{ text = $0 }
document { gsub(/`[^`]*`/, "", text) }
!document {
  if (FILENAME ~ /\.html$/) { gsub(/<[^>]*>/, " ", text) }
  else if (!/["`\047]/ || /^ *(\/\/|#include|import)/) next
  else {  # only the text between quotes, and not a comment after it
    literals = ""
    while (match(text, /"([^"\\]|\\.)*"|`[^`]*`|\/\/.*/)) {
      piece = substr(text, RSTART, RLENGTH)
      text = substr(text, RSTART + RLENGTH)
      if (piece ~ /^\/\//) break
      literals = literals " " piece
    }
    text = literals
  }
}
text == "" { next }
{
  text = tolower(text)
  for (i = 1; i <= rules; ++i)
    if (match(text, rule[i])) {
      word = substr(text, RSTART, RLENGTH)
      gsub(/^[^a-z]+|[^a-z]+$/, "", word)
      print FILENAME ":" FNR ": \"" word "\"; say: " say[i]
      ++found
    }
}

END { exit found > 0 }
' $documents $sources $page
