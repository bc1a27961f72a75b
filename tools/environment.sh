# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Fills .venv for a make target: environment.sh <demo|test> <oldest minor version of Python 3> <requirements file>
# PYTHON names the interpreter; without it the first one on PATH that is new enough is taken.
set -u
goal=$1 minor=$2 requirements=$3
log=build/environment.log

fail() {
    echo "make $goal: $1" >&2
    exit 1
}

new_enough() {
    "$1" -c "import sys; sys.exit(sys.version_info < (3, $minor))" 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10}; do
        if new_enough "$candidate"; then
            python=$candidate
            return
        fi
    done
    fail "${PYTHON:-python3} is missing or older than the Python 3.$minor this needs; install one, or name it: make $goal PYTHON=python3.13"
}

has_browser() {
    for candidate in chromium chromium-browser google-chrome; do
        command -v "$candidate" >/dev/null && return
    done
    return 1
}

mkdir -p build
echo "Preparing .venv for make $goal (once) ..."
if ! { new_enough .venv/bin/python && [ -x .venv/bin/pip ]; }; then
    find_python
    rm -rf .venv
    "$python" -m venv .venv >"$log" 2>&1 ||
        fail "$python cannot make a virtual environment; it needs its venv module (Debian, Ubuntu: apt install python3-venv), see $log"
fi
.venv/bin/python -m pip install --disable-pip-version-check -r "$requirements" >"$log" 2>&1 ||
    fail "pip could not install $requirements; it needs the network, or an index that pip is configured for; see $log"
# Where there is no browser in the end, the browser tests skip, and say so.
if [ "$goal" = test ] && ! has_browser && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium for the browser tests (once) ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-liberation; } >>"$log" 2>&1 ||
        echo "make $goal: apt-get could not install chromium, see $log"
fi
touch ".venv/$goal.stamp"
