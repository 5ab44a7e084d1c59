# Runs one server after another for a parent that may die at any moment, itself by SIGKILL.
#   $1 the signal by which the server stops in good order, $2 seconds it has for that before SIGKILL,
#   $3 a folder to remove at the end, or nothing; $4 the signal for that end, when nothing need be kept
# Standard input: "start <shell words>", "suspend <pids>", "resume", "stop"; its end means that the parent is gone.
# Standard output: "started <pid>", "exited <status>"; "obeyed" after "suspend" and "resume".
signal=$1 grace=$2 folder=$3 last=$4 server= suspended=

# Run in the background, as one process: TERM and USR2 stop the server in good order or for good, USR1
# kills it. The traps are set before the server is, so that no moment is left in which to orphan it.
supervise() {
  child= stopping=
  trap 'stopping=$signal; [ -z "$child" ] || kill -s "$stopping" "$child" 2>/dev/null' TERM
  trap 'stopping=$last; [ -z "$child" ] || kill -s "$stopping" "$child" 2>/dev/null' USR2
  trap '[ -z "$child" ] || kill -s KILL "$child" 2>/dev/null' USR1
  trap : PIPE HUP INT
  eval "exec $1" &
  child=$!
  [ -z "$stopping" ] || kill -s "$stopping" "$child" 2>/dev/null
  echo "started $child"
  # A trap ends wait early; the child is reaped only by the round after which it no longer exists.
  while kill -s 0 "$child" 2>/dev/null; do
    wait "$child"
    status=$?
  done
  child=
  echo "exited ${status:-127}"
}

# Whoever is suspended hears nothing but SIGKILL, and a killed server's children not even of that.
resume() {
  [ -z "$suspended" ] || kill -s CONT $suspended 2>/dev/null
  suspended=
}

trap : PIPE
trap 'exit 0' HUP INT TERM
trap finish EXIT

finish() {
  trap : HUP INT TERM
  resume
  if [ -n "$server" ]; then
    if [ -n "$folder" ]; then
      kill -s USR2 "$server" 2>/dev/null
    else
      kill -s TERM "$server" 2>/dev/null
    fi
    (
      rounds=0
      while [ "$rounds" -lt "$((grace * 5))" ]; do
        sleep 0.2
        rounds=$((rounds + 1))
      done
      kill -s USR1 "$server"
    ) >/dev/null 2>&1 &
    timer=$!
    while kill -s 0 "$server" 2>/dev/null; do
      wait "$server"
    done
    kill -s KILL "$timer" 2>/dev/null
  fi
  [ -n "$folder" ] || return
  # A killed PostgreSQL leaves the System V segment that guards its data folder against a second server.
  if [ -f "$folder/data/postmaster.pid" ]; then
    segment=$(sed -n '7s/.* //p' "$folder/data/postmaster.pid")
    [ -z "$segment" ] || ipcrm -m "$segment" 2>/dev/null
  fi
  # Grandchildren may still be writing their last file.
  rounds=0
  while [ -e "$folder" ] && [ "$rounds" -lt 50 ]; do
    rm -rf "$folder" 2>/dev/null || sleep 0.2
    rounds=$((rounds + 1))
  done
}

while read -r verb words; do
  case $verb in
    start)
      [ -z "$server" ] || wait "$server"
      suspended=
      supervise "$words" 2>/dev/null &
      server=$!
      ;;
    suspend)
      suspended="$suspended $words"
      kill -s STOP $words 2>/dev/null
      echo obeyed
      ;;
    resume)
      resume
      echo obeyed
      ;;
    stop)
      resume
      [ -z "$server" ] || kill -s TERM "$server" 2>/dev/null
      ;;
  esac
done
