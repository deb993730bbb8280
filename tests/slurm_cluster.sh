#!/bin/sh
# slurm_cluster.sh: a Slurm cluster on this machine, for tests: munge, a controller and two nodes, n1
# and n2, that listen on the loopback alone. Needs root.
#
#   tests/slurm_cluster.sh start FOLDER [PID]     makes the empty or new FOLDER its own
#   tests/slurm_cluster.sh kill-node FOLDER NAME  as if its power were cut
#   tests/slurm_cluster.sh stop FOLDER            ends all, and removes FOLDER
#
# Whoever wants to talk to it sets SLURM_CONF=FOLDER/slurm.conf. Several may run at once. It also ends
# when the process PID is gone, the one that called `start` where none is named.
#
# A node is a PID namespace in which slurmd runs with its step daemons and their tasks: when its first
# process is killed, the kernel kills every other at once, and none is left or mistaken for another's.
#
# Exit: 0, or 3 after one line on stderr.

set -u

self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")

complain() {
    echo "slurm_cluster: $*" >&2
    exit 3
}

# alive PID: a zombie is not
alive() {
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)
    [ -n "$state" ] && [ "$state" != Z ]
}

# end_process FILE SIGNAL: the one whose id is in FILE, and waits until it is gone
end_process() {
    [ -s "$1" ] || return 0
    pid=$(cat "$1")
    ! alive "$pid" || kill "-$2" "$pid" 2>/dev/null
    tries=0
    while alive "$pid"; do
        tries=$((tries + 1))
        [ "$tries" -ne 50 ] || kill -KILL "$pid" 2>/dev/null
        [ "$tries" -le 100 ] || complain "process $pid of $1 does not end"
        sleep 0.1
    done
    rm -f "$1"
}

# within SECONDS COMMAND...: until it succeeds
within() {
    tries=$(($1 * 5))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.2
    done
}

need() {
    for command in munged slurmctld slurmd sbatch squeue scontrol sinfo unshare setsid; do
        command -v "$command" >/dev/null 2>&1 ||
            complain "$command is missing: scripts/setup cluster installs it"
    done
    [ "$(id -u)" -eq 0 ] || complain "needs root, as slurmd does to start tasks"
    unshare --pid --fork --mount-proc true 2>/dev/null ||
        complain "this machine gives no PID namespaces: run it where root may make them"
}

# Three ports in a row on which nobody listens.
free_ports() {
    while :; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 10000))
        taken=no
        for p in $port $((port + 1)) $((port + 2)); do
            ! grep -q "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$p") " /proc/net/tcp /proc/net/tcp6 ||
                taken=yes
        done
        [ "$taken" = yes ] || return 0
    done
}

# A dead node is to be noticed, and its tasks run again, within seconds: SlurmdTimeout, cred_expire.
# What is said to be there (two CPUs a node) need not be: config_overrides.
write_configuration() {
    cat >"$folder/slurm.conf" <<CONF
ClusterName=gradeclass
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$port
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.own-pid
SlurmdPidFile=$folder/%n.own-pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
JobRequeue=1
ReturnToService=2
SlurmdTimeout=3
KillWait=2
MessageTimeout=3
TCPTimeout=1
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
NodeName=n1 NodeAddr=127.0.0.1 NodeHostname=localhost Port=$((port + 1)) CPUs=1
NodeName=n2 NodeAddr=127.0.0.1 NodeHostname=localhost Port=$((port + 2)) CPUs=1
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
}

# launch NAME COMMAND...: in a session of its own, its id in NAME.pid
launch() {
    name=$1
    shift
    setsid "$@" </dev/null >"$folder/$name.out" 2>&1 &
    echo $! >"$folder/$name.pid"
}

node() { # node NAME: dash, as first process, takes care of orphans
    # shellcheck disable=SC2016 # for that shell
    launch "$1" unshare --pid --fork --mount-proc --kill-child \
        sh -c 'slurmd -D -N "$1" & wait' sh "$1"
}

is_ready() {
    [ "$(sinfo -h -N -o '%N %T' | grep -c idle)" -eq 2 ]
}

launch_all() {
    free_ports
    write_configuration
    launch munged munged -F --force --key-file="$folder/munge.key" \
        --socket="$folder/munge.socket" --pid-file="$folder/munge.own-pid" \
        --log-file="$folder/munge.log" --seed-file="$folder/munge.seed"
    within 5 test -S "$folder/munge.socket" || return 1
    launch slurmctld slurmctld -D
    node n1
    node n2
    within 15 is_ready
}

end_all() {
    for name in n1 n2; do
        end_process "$folder/$name.pid" KILL
    done
    end_process "$folder/slurmctld.pid" TERM
    end_process "$folder/munged.pid" TERM
    end_process "$folder/guard.pid" TERM
}

# When the process $owner is gone, so is the cluster.
guard() {
    # shellcheck disable=SC2016 # for that shell
    setsid sh -c '
        while kill -0 "$1" 2>/dev/null && [ -e "$2/slurm.conf" ]; do sleep 1; done
        [ ! -e "$2/slurm.conf" ] || "$3" stop "$2"' sh "$owner" "$folder" "$self" \
        </dev/null >/dev/null 2>&1 &
    echo $! >"$folder/guard.pid"
}

start() {
    need
    mkdir -p "$folder" || exit 3
    [ -z "$(ls -A "$folder")" ] || complain "$folder is not empty: name a new folder"
    folder=$(cd "$folder" && pwd)
    [ ${#folder} -le 80 ] || complain "$folder is too long a name for a socket's folder"
    trap 'end_all; rm -rf "$folder"; exit 3' HUP INT TERM
    export SLURM_CONF="$folder/slurm.conf"
    mkdir "$folder/state" "$folder/spool.n1" "$folder/spool.n2"
    chmod 700 "$folder"
    (umask 077 && head -c 1024 /dev/urandom >"$folder/munge.key")
    # Another may have taken a port in between: then with others.
    for attempt in 1 2 3; do
        if launch_all; then
            guard
            return 0
        fi
        end_all
    done
    tail -n 3 "$folder"/*.log "$folder"/*.out >&2
    rm -rf "$folder"
    complain "Slurm did not start, in $attempt attempts; what it said is above"
}

# Only what `start` has made.
known() {
    folder=$(cd "$folder" 2>/dev/null && pwd) && [ -e "$folder/slurm.conf" ]
}

[ $# -ge 2 ] || complain "usage: slurm_cluster.sh start|stop|kill-node FOLDER [NAME|PID]"
folder=$2
case $1 in
start)
    owner=${3:-$PPID}
    start
    ;;
stop)
    known || exit 0
    end_all
    rm -rf "$folder"
    ;;
kill-node)
    known || complain "no cluster runs in $2"
    [ -s "$folder/${3:-}.pid" ] || complain "$2 has no node ${3:-} that runs"
    end_process "$folder/$3.pid" KILL
    ;;
*) complain "unknown command $1" ;;
esac
