#!/bin/sh
# Installs what the tests really run: nginx, redis-server and PostgreSQL. Debian and Ubuntu;
# elsewhere it says what is missing. Silent when everything is there.
#
# None of them is left running: tests start their own, on ports of their own.
set -eu

# Debian keeps servers in /usr/sbin, and PostgreSQL's in a folder of its version.
PATH=$PATH:/usr/sbin:/usr/local/sbin

has() { command -v "$1" >/dev/null 2>&1; }

has_postgresql() {
  for folder in $(echo "$PATH" | tr ':' ' ') /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && return 0
  done
  return 1
}

programs='' packages=''
has nginx || { programs="$programs nginx"; packages="$packages nginx-light"; }
has redis-server || { programs="$programs redis-server"; packages="$packages redis-server"; }
has_postgresql || { programs="$programs PostgreSQL (initdb, pg_ctl)"; packages="$packages postgresql"; }
[ -z "$programs" ] && exit 0

if ! has apt-get; then
  echo "Missing:$programs. Install them with your package manager; the tests run the real ones." >&2
  exit 1
fi

as_root=''
if [ "$(id -u)" -ne 0 ]; then
  has sudo || { echo "Missing:$programs. As root: apt-get install$packages" >&2; exit 1; }
  as_root=sudo
fi

echo "Installing$packages (once, with apt-get; nothing of it is left running) ..."

# What apt-get and the packages' scripts are told, as one root shell: no service is started while
# this lasts (policy-rc.d) unless the machine has a rule of its own, and no database cluster is
# made in /var/lib/postgresql.
# shellcheck disable=SC2016,SC2086 # the inner shell expands; packages are several words
$as_root env DEBIAN_FRONTEND=noninteractive sh -eu -c '
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap "rm -f $policy" EXIT
    printf "#!/bin/sh\nexit 101\n" >"$policy"
    chmod 755 "$policy"
  fi
  case " $* " in *" postgresql "*)
    mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/taskmanager.conf
  esac
  log=$(mktemp)
  if ! { apt-get update && apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null
  then
    cat "$log" >&2
    exit 1
  fi
  rm -f "$log"
  # Installed does not mean wanted at every start of the machine.
  if command -v systemctl >/dev/null 2>&1; then
    for package in "$@"; do systemctl disable "${package%-light}" >/dev/null 2>&1 || true; done
  fi
' system-deps $packages
