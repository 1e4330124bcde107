#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own, on a free loopback port, in a temporary folder; stops it after.
# The command finds its URL in BIDROOM_TEST_POSTGRES. initdb refuses root, so the server runs as `postgres` (or the caller).
set -euo pipefail
bin=$(dirname "$(find /usr/lib/postgresql -name initdb -print -quit)")
dir=$(mktemp -d)
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM % 20000)))
as=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$dir"
  as=(runuser -u postgres --)
fi
chmod 755 "$dir"
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$dir/db" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT
cd "$dir"
"${as[@]}" "$bin/initdb" -D "$dir/db" -U bidroom --auth=trust -E UTF8 --no-locale >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$dir/db" -w -l "$dir/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=200" start >/dev/null
cd - >/dev/null
export BIDROOM_TEST_POSTGRES="postgres://bidroom@127.0.0.1:$port"
"$@"
