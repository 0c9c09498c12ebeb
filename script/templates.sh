# Sourced by the scripts that need databases: three ready-made ones that are copied in a second instead of installed in a minute.
#   base   Odoo with the addon's dependencies, in German, without Odoo's own demo data
#   plain  base and the addon
#   demo   plain and the addon's demo data
# Their names carry a hash of what they were made of; what is outdated is made anew and the old one dropped.
# shellcheck shell=bash
# shellcheck disable=SC2154  # names of environment.sh, which is sourced before

shopt -s inherit_errexit
addon_folder=$root/addons/$addon
fill=$root/script/fill_database.py

short_hash() { sha256sum | cut -c1-12; }

addon_depends() {
  [ -e "$addon_folder/__manifest__.py" ] || fail "addons/$addon has no __manifest__.py: this is not a complete checkout."
  "$venv/bin/python" -c 'import ast, sys; print(*ast.literal_eval(open(sys.argv[1]).read())["depends"], sep=",")' \
    "$addon_folder/__manifest__.py" || fail "addons/$addon/__manifest__.py cannot be read."
}

base_key() {
  local source
  source=$(cat "$venv"/lib/python3.*/site-packages/odoo.pth)
  {
    cat "$source/odoo/release.py" "$root/config/requirements.txt" "$root/script/fill_database.py"
    cat "$local/odoo/release" 2>/dev/null || git -C "$source" rev-parse HEAD 2>/dev/null || true
    addon_depends
  } | short_hash
}

# What an installed database depends on: every file of the addon but its tests.
addon_key() {
  (cd "$addon_folder" && find . \( -path ./tests -o -path ./static/tests -o -name __pycache__ \) -prune -o -type f -print0 |
    sort -z | xargs -0 sha256sum | short_hash)
}

template_key() {
  case $1 in
    base) base_key ;;
    *) { base_key && addon_key; } | short_hash ;;
  esac
}

template_name() {
  local key
  key=$(template_key "$1")
  printf 'template_%s_%s_%s' "$checkout" "$1" "$key"
}

databases_like() { psql -XAtq -d postgres -c "SELECT datname FROM pg_database WHERE datname LIKE '$1' ORDER BY datname"; }

rename_database() {
  psql -Xq -d postgres -c "ALTER DATABASE \"$1\" RENAME TO \"$2\""
  rm -rf "${filestore:?}/$2"
  if [ -d "$filestore/$1" ]; then mv "$filestore/$1" "$filestore/$2"; fi
}

# The next three work in the shell itself, not in subshells: what they start dies with the script (pdeathsig).

# make_template KIND NAME PARENT: only called while the lock of the templates is held.
make_template() {
  local kind=$1 name=$2 parent=$3 making=making_${checkout}_$1 depends key old log=$local/run/template-$1.log
  depends=$(addon_depends)
  key=$(addon_key)
  for old in $(databases_like "making\_$checkout\_%"); do drop_database "$old"; done
  case $kind in
    base) step "making the database template with Odoo and the addon's dependencies (about a minute, once)" ;;
    plain) step "making the database template with the addon" ;;
    demo) step "making the database template with the demo data" ;;
  esac
  if [ -n "$parent" ]; then copy_database "$parent" "$making"; fi
  if ! setpriv --pdeathsig KILL "$venv/bin/python" "$fill" "$making" "$kind" "$depends" "$addon" "$key" >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    fail "the database template '$kind' could not be made (see above; all of it in ${log#"$root"/})."
  fi
  rename_database "$making" "$name"
  for old in $(databases_like "template\_$checkout\_$kind\_%"); do
    [ "$old" = "$name" ] || drop_database "$old"
  done
}

# Sets $template to the name of an up-to-date one; makes it, and what it is built on, where needed.
ready_template() {
  local name parent=''
  name=$(template_name "$1")
  if ! database_exists "$name"; then
    case $1 in
      plain) ready_template base ;;
      demo) ready_template plain ;;
    esac
    if [ "$1" != base ]; then parent=$template; fi
    make_template "$1" "$name" "$parent"
  fi
  template=$name
}

# new_database KIND NAME: a copy of a template. The lock keeps others from dropping the template in between.
new_database() {
  exec 7>"$local/run/templates.lock"
  flock 7
  ready_template "$1"
  copy_database "$template" "$2"
  exec 7>&-
}
