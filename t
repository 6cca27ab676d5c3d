The following arguments were not expected: Europe/Berlin --time-zone 13 --longitude 52 --latitude
Run with --help for more information.
Command exited with non-zero status 2
0.00 0.00 0.00 5912 kB
