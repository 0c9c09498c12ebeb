# Sourced by every script: where things are, how to speak, and the private PostgreSQL cluster.
# shellcheck shell=bash
# shellcheck disable=SC2034  # the names below are read by the scripts that source this file

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
local=$root/.local
venv=$root/.venv
addon=circular_outreach
conf=$local/odoo.conf
filestore=$local/data/filestore
lock=$local/run/postgresql.lock
# A short name for this checkout: two checkouts on one machine never meet.
checkout=$(printf %s "$root" | sha256sum | cut -c1-8)

say() { printf '%s\n' "$*"; }
step() { printf '[%(%T)T] %s\n' -1 "$*"; }
fail() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

# The command that becomes root: nothing for root, sudo if it asks no question, else failure.
become_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

postgresql_bin() {
  local newest
  newest=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$newest" ] || fail "PostgreSQL is not installed. Run script/setup."
  printf %s "$newest"
}

# PostgreSQL refuses to run as root; then it runs as the user its package made.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && exec runuser -u postgres -- "$@"); else "$@"; fi
}

# An existing server (DATABASE_URL at the time of script/setup) or the private cluster.
uses_private_cluster() { [ ! -e "$local/database.env" ]; }

database_environment() {
  if uses_private_cluster; then
    export PGHOST=/tmp/$addon-$checkout PGPORT=5432 PGUSER=odoo
  else
    set -a
    # shellcheck disable=SC1091  # written by script/setup
    . "$local/database.env"
    set +a
  fi
  export PATH=$venv/bin:$PATH ODOO_RC=$conf
}

# Where the cluster's files are. User postgres must be able to walk there, which it cannot below /root or a private folder.
cluster_directory() {
  if [ "$(id -u)" = 0 ] && ! as_postgres test -x "$local" 2>/dev/null; then
    printf %s "/var/lib/postgresql/$addon-$checkout"
  else
    printf %s "$local/postgresql"
  fi
}

# Hold the database for the life of this script. The cluster runs as long as anybody of this checkout holds the shared lock
# (child processes inherit it, so a killed script counts until its children are gone); a keeper waits for the
# exclusive lock and then stops it. Nothing stays behind, however a script ends.
need_database() {
  database_environment
  uses_private_cluster || return 0
  local data socket=$PGHOST
  mkdir -p "$local/run"
  exec 9>"$lock"
  flock -s 9
  exec 8>"$lock.start"
  flock 8
  data=$(cluster_directory)
  if ! as_postgres "$(postgresql_bin)/pg_ctl" -D "$data" status >/dev/null 2>&1; then
    mkdir -p "$socket"
    if [ "$(id -u)" = 0 ]; then chown postgres "$socket"; fi
    as_postgres "$(postgresql_bin)/pg_ctl" -D "$data" -l "$data/server.log" -w start >/dev/null 2>&1 8>&- 9>&- ||
      fail "PostgreSQL does not start: $(tail -n 3 "$data/server.log" 2>/dev/null)"
  fi
  # From a subshell, so that it is nobody's child: Odoo complains about children it did not start.
  if flock -n "$lock.keeper" true 8>&- 9>&-; then
    (setsid "$root/script/keeper" "$lock" "$data" </dev/null >/dev/null 2>&1 8>&- 9>&- &)
  fi
  exec 8>&-
}

database_exists() { [ "$(psql -XAtq -d postgres -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }

# Copy a database with its files; hard links are safe because Odoo never changes a stored file in place.
copy_database() {
  createdb -T "$1" "$2"
  rm -rf "${filestore:?}/$2"
  if [ -d "$filestore/$1" ]; then cp -al "$filestore/$1" "$filestore/$2"; fi
}

drop_database() {
  PGOPTIONS='-c client_min_messages=warning' dropdb --if-exists --force "$1"
  rm -rf "${filestore:?}/$1"
}
