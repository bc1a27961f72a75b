#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Python of modules in benchmarks: writes when each began and ended.
began=$(date +%s.%N)
"$WXCC_BENCH_PYTHON" "$@"
status=$?
echo "$began $(date +%s.%N)" >>"$WXCC_BENCH_MODULES"
exit $status
