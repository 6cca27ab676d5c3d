# SPDX-License-Identifier: Apache-2.0
# Writes readings files into a store as capture would: one file per sensor and UTC day. awk -F, -v store=FOLDER -f store.awk FILE…
FNR == 1 { next }
{
  day = substr($2, 1, 10)
  file = store "/readings/" $3 "/" $3 "-" day ".csv"
  if (file != open_file) {
    if (open_file) close(open_file)
    if (!($3 in folders)) { system("mkdir -p \"" store "/readings/" $3 "\""); folders[$3] = 1 }
    if (!(file in begun)) { print "timestamp,datetime,sensor_id,value" > file; begun[file] = 1 }
    open_file = file
  }
  print >> file
}
